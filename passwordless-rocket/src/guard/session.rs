use std::ops::Deref;

use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::outcome;
use crate::{passwordless::Passwordless, rejection::Rejection};

/// Somebody who is signed in: a [`passwordless::Session`] as a guard.
///
/// It succeeds for a user who is signed in, by cookie or by bearer. It forwards with 401 where nobody is, so that a
/// route of a higher rank may answer. It is an error for what is wrong: 401 for a bearer that is not good, 400 for two
/// credentials of one kind, 403 for a page of another site, 503 where the store cannot tell.
///
/// As `Option<Session>` it would show signed-out pages during an outage: take
/// [`MaybeSession`](crate::MaybeSession).
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless_rocket::Session;
///
/// #[get("/me")]
/// fn me(session: Session) -> String {
///     session.user_id().to_owned()
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct Session(passwordless::Session);

impl Session {
    pub(super) fn new(session: passwordless::Session) -> Self {
        Self(session)
    }

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

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Session {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome::outcome(request, outcome::session(request).map(Self))
    }
}

impl Sentinel for Session {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Passwordless::has_no_sessions(rocket)
    }
}
