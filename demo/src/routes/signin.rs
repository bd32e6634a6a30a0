use std::time::SystemTime;

use passwordless::{Token, TokenKind};
use rocket::http::{CookieJar, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::Redirect;
use rocket::serde::json::Json;
use rocket::{State, post};
use serde::{Deserialize, Serialize};

use crate::application::Application;
use crate::cookies::Sealed;
use crate::posted::{Posted, comes_from_us};
use crate::problem::Problem;
use crate::visitor;

/// What the page posts after the ceremony.
#[derive(Deserialize)]
pub(super) struct SignIn {
    token: String,
}

/// Who is signed in now.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Welcome {
    user_id: String,
    username: String,
}

/// Signs in whoever the service vouches for, if the token satisfies our own rules and has not counted before.
#[post("/verify-signin", data = "<posted>")]
pub(super) async fn verify_signin(
    posted: Result<Posted<SignIn>, Problem>,
    application: &State<Application>,
    jar: &CookieJar<'_>,
) -> Result<Json<Welcome>, Problem> {
    let token = Token::try_from(posted?.0.token)?;
    let verified = application.ask()?.verify(&token).await?;
    application.policy.check(&verified, TokenKind::PasskeySignin, SystemTime::now())?;
    if !application.database.spend(&verified).await? {
        tracing::warn!(user = verified.user_id(), "refused a token that has counted before");
        return Err(Problem::invalid_token("The token has been used already."));
    }
    // The service verifies tokens of users and passkeys that we do not have, or no longer have.
    let account = match verified.credential_id() {
        Some(passkey) => application.database.account(passkey, verified.user_id()).await?,
        None => None,
    };
    let Some(account) = account else {
        tracing::warn!("refused a passkey without an account");
        return Err(Problem::invalid_token("This passkey belongs to no account here. Register first."));
    };
    application.tell_alias(&account.user_id).await;
    visitor::sign_in(application, jar, &account).await?;
    Ok(Json(Welcome { user_id: account.user_id, username: account.name }))
}

/// A form of one of our own pages: a browser says so, and another site cannot make it say so.
#[derive(Debug)]
pub(super) struct OurForm;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for OurForm {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        if comes_from_us(request) {
            return Outcome::Success(Self);
        }
        let problem =
            Problem::new(Status::Forbidden, "cross_site", "Only pages of this site may ask for that.");
        Outcome::Error((problem.status, problem))
    }
}

/// Ends the session at the server, and takes its cookie.
#[post("/sign-out")]
pub(super) async fn sign_out(
    form: Result<OurForm, Problem>,
    application: &State<Application>,
    jar: &CookieJar<'_>,
) -> Result<Redirect, Problem> {
    form?;
    if let Some(id) = visitor::session_id(application, jar) {
        application.database.end_session(&id).await?;
        tracing::info!("signed out");
    }
    Sealed::Session.remove(application, jar);
    Ok(Redirect::to("/"))
}
