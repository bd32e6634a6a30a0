use std::{ops::Deref, time::SystemTime};

use ::axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use super::{Rejection, rejection::refused};
use crate::passwordless::Passwordless;

/// Somebody who followed a magic link, and may add a passkey and nothing else: a
/// [`passwordless::accounts::RecoverySession`] as an argument of a handler.
///
/// It never counts as a [`Session`](super::Session). Use it for the page on which the passkey is added, also
/// over sessions of the application's own, where magic links are set.
#[derive(Debug, Clone)]
pub struct RecoverySession(passwordless::accounts::RecoverySession);

impl RecoverySession {
    /// The session as the accounts tell it.
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

impl<S> FromRequestParts<S> for RecoverySession
where
    S: Send + Sync,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let passwordless = Passwordless::from_ref(state);
        let mut asked = passwordless.accounts().request(parts.method.as_str(), "/");
        parts.headers.iter().for_each(|(name, value)| asked.header(name.as_str(), value.as_bytes()));
        let found = passwordless.accounts().recovery_session(&asked, SystemTime::now());
        found.map(Self).map_err(|rejection| refused(rejection, &passwordless, parts))
    }
}
