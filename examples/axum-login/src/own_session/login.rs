use std::time::SystemTime;

use axum::{
    Form, Router,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use passwordless::accounts::Proof;

use super::{
    AuthSession, Users,
    pages::render,
    passkeys::PROVED,
    users::{Credentials, User},
};
use crate::error::Error;

pub(crate) fn routes() -> Router<Users> {
    Router::new().route("/login", get(page).post(log_in)).route("/logout", post(log_out))
}

/// Logs this user in, in this browser.
pub(crate) async fn begin(auth: &mut AuthSession, user: &User) -> Result<(), Error> {
    auth.login(user).await?;
    Ok(auth.session.insert(PROVED, (Proof::Password, SystemTime::now())).await?)
}

async fn page() -> Result<Response, Error> {
    Ok(render("login", None, None)?.into_response())
}

async fn log_in(mut auth: AuthSession, Form(credentials): Form<Credentials>) -> Result<Response, Error> {
    let Some(user) = auth.authenticate(credentials).await? else {
        let page = render("login", None, Some("This address and this password do not belong together."))?;
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    begin(&mut auth, &user).await?;
    Ok(Redirect::to("/account").into_response())
}

async fn log_out(mut auth: AuthSession) -> Result<Redirect, Error> {
    auth.logout().await?;
    Ok(Redirect::to("/"))
}
