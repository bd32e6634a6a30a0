use std::ops::Deref;

use passwordless::gate::Visitor;
use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::{Session, outcome};
use crate::{passwordless::Passwordless, rejection::Rejection};

/// Somebody, signed in or not: an `Option<Session>` that hides no outage.
///
/// It refuses only where nobody can tell, or where the request tries something: a store that does not answer, a bearer
/// that is not good, a page of another site that changes something in a user's name.
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless_rocket::MaybeSession;
///
/// #[get("/")]
/// fn home(session: MaybeSession) -> String {
///     match &*session {
///         Some(session) => format!("Hello {}!", session.user_id()),
///         None => "Hello!".to_owned(),
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct MaybeSession(Option<Session>);

impl MaybeSession {
    /// The session, if somebody is signed in.
    pub fn into_inner(self) -> Option<Session> {
        self.0
    }
}

impl Deref for MaybeSession {
    type Target = Option<Session>;

    fn deref(&self) -> &Option<Session> {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for MaybeSession {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let found = match outcome::visitor(request) {
            Ok(Visitor::Session(session)) => Ok(Some(Session::new(session))),
            Ok(Visitor::Nobody { .. }) => Ok(None),
            Ok(_) => Err(passwordless::Rejection::invalid()),
            Err(rejection) => Err(rejection),
        };
        outcome::outcome(request, found.map(Self))
    }
}

impl Sentinel for MaybeSession {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Passwordless::has_no_sessions(rocket)
    }
}
