use axum::{
    Form, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde::Deserialize;

use super::{AuthSession, Users, login, pages::render};
use crate::error::Error;

const SHORTEST_PASSWORD: usize = 12;

#[derive(Deserialize)]
struct SignUp {
    name: String,
    email: String,
    password: String,
    #[serde(default)]
    terms: bool,
}

impl SignUp {
    fn check(&self) -> Result<(), &'static str> {
        if self.name.trim().is_empty() {
            return Err("Please tell us your name.");
        }
        if !self.email.contains('@') {
            return Err("Please tell us your e-mail address.");
        }
        if self.password.chars().count() < SHORTEST_PASSWORD {
            return Err("Please choose a password of at least 12 characters.");
        }
        if !self.terms {
            return Err("Please accept the terms of use.");
        }
        Ok(())
    }
}

pub(crate) fn routes() -> Router<Users> {
    Router::new().route("/sign-up", get(page).post(sign_up))
}

async fn page() -> Result<Response, Error> {
    Ok(render("sign_up", None, None)?.into_response())
}

async fn sign_up(
    auth: AuthSession,
    State(users): State<Users>,
    Form(form): Form<SignUp>,
) -> Result<Response, Error> {
    let refuse =
        |status: StatusCode, error| Ok((status, render("sign_up", None, Some(error))?).into_response());
    if let Err(error) = form.check() {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, error);
    }
    match users.insert(form.email.trim(), form.name.trim(), form.password).await? {
        Some(user) => {
            let session = login::begin(&auth, &user).await?;
            Ok((session, Redirect::to("/account")).into_response())
        }
        None => refuse(StatusCode::CONFLICT, "This address has an account already. Please log in."),
    }
}
