//! `POST /register/token`: a backend says whom a page may register.

use serde::Serialize;

use super::{Call, LogEntry, Outcome, attestation_options, validation::Validation};
use crate::{
    answer::{Answer, Problem},
    token::Registration,
};

const MOST_HINTS: usize = 3;
/// How long a token lives by default, in seconds.
const LIFE: i64 = 120;

/// The body of every answer that is only a token.
#[derive(Debug, Serialize)]
pub(super) struct Token {
    pub(super) token: String,
}

pub(crate) async fn answer(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let user_id = body.string("userId")?;
    let username = body.string("username")?;
    let display_name = body.string("displayName")?;
    let attestation = body.string("attestation")?;
    let authenticator_type = body.string("authenticatorType")?;
    let discoverable = body.boolean("discoverable")?.unwrap_or(true);
    let user_verification = match body.has("userVerification") {
        true => body.string("userVerification")?,
        false => Some("preferred".to_owned()),
    };
    let aliases = body.string_set("aliases")?;
    let alias_hashing = body.boolean("aliasHashing")?.unwrap_or(true);
    let expires_at = body.moment("expiresAt")?;
    let hints = match body.has("hints") {
        true => body.choices("hints", &attestation_options::HINTS)?,
        false => Some(Vec::new()),
    };

    let mut validation = Validation::default();
    validation.require("userId", "UserId", user_id.as_deref());
    validation.require("username", "Username", username.as_deref());
    validation.aliases(aliases.as_deref().unwrap_or_default());
    if hints.as_ref().is_some_and(|hints| hints.len() > MOST_HINTS) {
        validation.refuse("hints", format!("There may be at most {MOST_HINTS} hints."));
    }
    validation.done()?;
    let user_id = user_id.unwrap_or_default();
    let aliases: Vec<_> = aliases.into_iter().flatten().flatten().collect();
    call.look(|application| {
        if application.is_full_for(&user_id) {
            let title = "The application has as many users as it may have.";
            return Err(Problem::bad_request("max_users_reached", title));
        }
        attestation_options::check_attestation(application, attestation.as_deref())?;
        if application.conflicts(&user_id, &aliases) { Err(super::alias::conflict()) } else { Ok(()) }
    })?;
    let registration = Registration {
        expires_at: expires_at.unwrap_or_else(|| call.vault.now().plus_seconds(LIFE)),
        user_id,
        username: username.unwrap_or_default(),
        display_name,
        attestation: attestation.filter(|kind| !kind.is_empty()).unwrap_or_else(|| "none".into()),
        authenticator_type,
        discoverable,
        user_verification,
        aliases,
        alias_hashing,
        hints: hints.map(|hints| hints.into_iter().map(str::to_owned).collect()),
    };
    let user = &registration.user_id;
    let message = format!("A registration token was made for {user}.");
    call.log(LogEntry::new("ApiAuthUserRegistered", user, message)).await?;
    sealed(call, &registration).await
}

/// Answers with nothing but a sealed token.
pub(super) async fn sealed(call: &Call<'_>, payload: &impl crate::token::Payload) -> Result<Answer, Problem> {
    Ok(Answer::json(&Token { token: call.seal(payload).await? }))
}
