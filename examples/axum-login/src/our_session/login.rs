use axum::{
    Extension, Form, Router,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_login::AuthnBackend;
use passwordless::Rejection;
use passwordless_tower::{Passwordless, SetSession};

use super::{
    AuthSession, Users,
    pages::render,
    users::{Credentials, User},
};
use crate::error::Error;

pub(crate) fn routes() -> Router<Users> {
    Router::new().route("/login", get(page).post(log_in)).route("/logout", post(log_out))
}

/// Logs this user in, in this browser.
pub(crate) async fn begin(auth: &AuthSession, user: &User) -> Result<SetSession, Rejection> {
    auth.passwordless.sign_in_known(&user.passkey_user, auth.session.as_deref()).await
}

async fn page() -> Result<Response, Error> {
    Ok(render("login", None, None)?.into_response())
}

async fn log_in(auth: AuthSession, Form(credentials): Form<Credentials>) -> Result<Response, Error> {
    let Some(user) = auth.backend.authenticate(credentials).await? else {
        let page = render("login", None, Some("This address and this password do not belong together."))?;
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    let session = begin(&auth, &user).await?;
    Ok((session, Redirect::to("/account")).into_response())
}

async fn log_out(passwordless: Extension<Passwordless>, head: Parts) -> impl IntoResponse {
    passwordless.sign_out(&head).await.map(|signed_out| (signed_out, Redirect::to("/")))
}
