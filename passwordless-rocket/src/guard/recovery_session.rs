use std::{ops::Deref, time::SystemTime};

use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::outcome;
use crate::{passwordless::Passwordless, rejection::Rejection, request, routes};

/// Somebody who followed a magic link, and may add a passkey and nothing else: a
/// [`passwordless::accounts::RecoverySession`] as a guard.
///
/// It never counts as a [`Session`](crate::Session). Use it for the page on which the passkey is added, also over
/// sessions of the application's own, where magic links are set.
#[derive(Debug, Clone)]
pub struct RecoverySession(passwordless::accounts::RecoverySession);

impl RecoverySession {
    /// The recovery session itself.
    pub fn into_inner(self) -> passwordless::accounts::RecoverySession {
        self.0
    }
}

impl Deref for RecoverySession {
    type Target = passwordless::accounts::RecoverySession;

    fn deref(&self) -> &passwordless::accounts::RecoverySession {
        &self.0
    }
}

fn recovery(request: &Request<'_>) -> Result<RecoverySession, passwordless::Rejection> {
    let passwordless = Passwordless::of(request)?;
    let jar = request::jar(request);
    let asked = routes::asked(passwordless, request, "/", jar.as_deref());
    passwordless.accounts().recovery_session(&asked, SystemTime::now()).map(RecoverySession)
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for RecoverySession {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome::outcome(request, recovery(request))
    }
}

impl Sentinel for RecoverySession {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Passwordless::recovers_nobody(rocket)
    }
}
