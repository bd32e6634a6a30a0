use std::time::SystemTime;

use axum::{
    Form, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use super::{AuthSession, Users, pages::render};
use crate::error::Error;

#[derive(Deserialize)]
struct Close {
    #[serde(default)]
    sure: bool,
}

pub(crate) fn routes() -> Router<Users> {
    Router::new().route("/account", get(page)).route("/account/close", post(close))
}

pub(crate) async fn home(auth: AuthSession) -> Result<Response, Error> {
    Ok(render("home", auth.user.as_ref(), None)?.into_response())
}

async fn page(auth: AuthSession) -> Result<Response, Error> {
    let Some(user) = auth.user else { return Ok(Redirect::to("/login").into_response()) };
    Ok(render("account", Some(&user), None)?.into_response())
}

async fn close(
    auth: AuthSession,
    State(users): State<Users>,
    Form(form): Form<Close>,
) -> Result<Response, Error> {
    let (Some(user), Some(session)) = (&auth.user, auth.session.as_deref()) else {
        return Ok(Redirect::to("/login").into_response());
    };
    if !form.sure {
        let page = render("account", Some(user), Some("Please tick the box to close your account."))?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let (accounts, now) = (auth.passwordless.accounts(), SystemTime::now());
    if let Err(refused) = accounts.require_recent(&session.into(), now).await {
        let page = render("account", Some(user), Some(&refused.to_string()))?;
        return Ok((StatusCode::from_u16(refused.status())?, page).into_response());
    }
    auth.passwordless.client().delete_user(session.user_id()).await?;
    auth.passwordless.gate().forget_passkeys(session.user_id()).await?;
    users.delete(user.id).await?;
    auth.passwordless.gate().sign_out_everywhere(session.user_id(), now).await?;
    Ok((auth.passwordless.forget_session()?, Redirect::to("/")).into_response())
}
