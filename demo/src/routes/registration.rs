use std::time::SystemTime;

use passwordless::{CredentialId, RegisterToken, Registration, Token, TokenKind};
use rocket::http::{CookieJar, Status};
use rocket::serde::json::Json;
use rocket::{State, post};
use serde::{Deserialize, Serialize};

use crate::application::Application;
use crate::cookies::Sealed;
use crate::database::Claim;
use crate::name::Name;
use crate::newcomer::Newcomer;
use crate::posted::Posted;
use crate::problem::{Chain, Problem};
use crate::visitor;

/// What the register form posts.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    username: String,
}

/// What the browser needs to make a passkey.
#[derive(Debug, Serialize)]
pub(super) struct Permission {
    token: RegisterToken,
}

/// Lets a newcomer make a passkey. Whom it belongs to is ours to say: a fresh random user id, bound to their browser.
#[post("/create-token", data = "<wish>")]
pub(super) async fn create_token(
    wish: Result<Posted<Wish>, Problem>,
    application: &State<Application>,
    jar: &CookieJar<'_>,
) -> Result<Json<Permission>, Problem> {
    let name = Name::new(&wish?.0.username)
        .map_err(|error| Problem::new(Status::BadRequest, "invalid_name", error.to_string()))?;
    // A courtesy, so that nobody makes a passkey in vain; what decides is the claim at the end.
    if application.database.name_is_taken(&name).await? {
        return Err(name_taken());
    }
    let newcomer = Newcomer::wants(&name, SystemTime::now());
    let registration = Registration::new(&newcomer.user_id, name.as_str());
    let token = application.ask()?.create_register_token(&registration).await?;
    newcomer.remember(application, jar)?;
    Ok(Json(Permission { token }))
}

/// What the page posts after the ceremony.
#[derive(Deserialize)]
pub(super) struct Finished {
    token: String,
}

/// The account that was made.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Made {
    user_id: String,
    username: String,
}

/// Gives the name to whoever finishes first, and signs them in.
#[post("/complete-registration", data = "<finished>")]
pub(super) async fn complete_registration(
    finished: Result<Posted<Finished>, Problem>,
    application: &State<Application>,
    jar: &CookieJar<'_>,
) -> Result<(Status, Json<Made>), Problem> {
    let token = Token::try_from(finished?.0.token)?;
    let now = SystemTime::now();
    let newcomer = Newcomer::of(application, jar, now).ok_or_else(no_registration)?;
    let name = newcomer.name()?;
    let verified = application.ask()?.verify(&token).await?;
    application.policy.check(&verified, TokenKind::PasskeyRegister, SystemTime::now())?;
    if verified.user_id() != newcomer.user_id {
        return Err(no_registration());
    }
    let passkey = verified.credential_id().ok_or_else(no_registration)?;
    let account = match application.database.claim(&verified, passkey, &name, now).await? {
        Claim::Made(account) => account,
        Claim::AlreadySpent => return Err(Problem::invalid_token("The token has been used already.")),
        Claim::NameTaken => {
            Sealed::Newcomer.remove(application, jar);
            delete_orphan(application, passkey).await;
            return Err(name_taken());
        }
    };
    tracing::info!(user = account.user_id, "registered");
    Sealed::Newcomer.remove(application, jar);
    application.tell_alias(&account.user_id).await;
    visitor::sign_in(application, jar, &account).await?;
    Ok((Status::Created, Json(Made { user_id: account.user_id, username: account.name })))
}

/// The passkey of somebody who was second belongs to no account. If it cannot be deleted it opens nothing either.
async fn delete_orphan(application: &Application, passkey: &CredentialId) {
    match application.client.delete_credential(passkey).await {
        Ok(()) => tracing::info!("deleted the passkey of a registration that came second"),
        Err(error) => {
            tracing::warn!(error = %Chain(&error), "a passkey without an account stays at the service")
        }
    }
}

fn name_taken() -> Problem {
    Problem::new(
        Status::Conflict,
        "name_taken",
        "That name is taken. Choose another, or sign in if it is yours.",
    )
}

fn no_registration() -> Problem {
    Problem::new(
        Status::BadRequest,
        "no_registration",
        "This browser has not started that registration, or it took too long. Please start again.",
    )
}
