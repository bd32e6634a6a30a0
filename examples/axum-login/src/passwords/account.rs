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
    mut auth: AuthSession,
    State(users): State<Users>,
    Form(form): Form<Close>,
) -> Result<Response, Error> {
    let Some(user) = auth.user.clone() else { return Ok(Redirect::to("/login").into_response()) };
    if !form.sure {
        let page = render("account", Some(&user), Some("Please tick the box to close your account."))?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    users.delete(user.id).await?;
    auth.logout().await?;
    Ok(Redirect::to("/").into_response())
}
