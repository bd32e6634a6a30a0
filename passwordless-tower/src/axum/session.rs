use std::ops::Deref;

use ::axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use passwordless::RejectionKind;

use super::{Rejection, rejection::take};
use crate::passwordless::Passwordless;

/// Somebody who is signed in: a [`passwordless::Session`] as an argument of a handler.
///
/// Everybody else is refused. As `Option<Session>` it is `None` for a visitor who is not signed in, and refuses only
/// where that cannot be told, or where the request tries something: a store that does not answer, a bearer that is not good, a page of
/// another origin.
///
/// In an application without sessions of ours it is refused as misconfigured, at the first request: axum asks no extractor
/// when it starts. A test that calls each route once finds it.
#[derive(Debug, Clone)]
pub struct Session(passwordless::Session);

impl Session {
    /// The session itself.
    pub fn into_inner(self) -> passwordless::Session {
        self.0
    }
}

impl Deref for Session {
    type Target = passwordless::Session;

    fn deref(&self) -> &passwordless::Session {
        &self.0
    }
}

impl<S> FromRequestParts<S> for Session
where
    S: Send + Sync,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        take(parts, state, |found, passwordless| {
            passwordless.gate().require_sessions()?;
            found.session().cloned().map(Self)
        })
    }
}

impl<S> OptionalFromRequestParts<S> for Session
where
    S: Send + Sync,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Rejection> {
        take(parts, state, |found, passwordless| {
            passwordless.gate().require_sessions()?;
            match found.session() {
                Ok(session) => Ok(Some(Self(session.clone()))),
                Err(rejection) if rejection.kind() == RejectionKind::Missing => Ok(None),
                Err(rejection) => Err(rejection),
            }
        })
    }
}
