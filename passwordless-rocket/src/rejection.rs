use std::{fmt, ops::Deref};

use rocket::{
    Request,
    response::{self, Responder},
};

use crate::{request::Cache, respond};

/// What our client is told: a [`passwordless::Rejection`], as guards fail with it and as Rocket responds with it.
///
/// As a response it is what this crate's catchers render. An application's own catcher asks for the reason:
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless_rocket::Rejection;
/// use rocket::Request;
///
/// #[catch(401)]
/// fn unauthorized(request: &Request<'_>) -> String {
///     match Rejection::of(request) {
///         Some(rejection) => format!("{} ({})", *rejection, rejection.code()),
///         None => "Who are you?".to_owned(),
///     }
/// }
/// # fn main() {}
/// ```
///
/// `WWW-Authenticate`, `Retry-After`, `Cache-Control` and `Vary` are added to whatever it answers, as long as it keeps
/// the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection(passwordless::Rejection);

impl Rejection {
    /// Why a guard of this crate refused the request, if one did. Of several, the last one counts.
    pub fn of(request: &Request<'_>) -> Option<Self> {
        Cache::of(request).refused().map(Self)
    }

    /// The rejection itself.
    pub fn into_inner(self) -> passwordless::Rejection {
        self.0
    }
}

impl Deref for Rejection {
    type Target = passwordless::Rejection;

    fn deref(&self) -> &passwordless::Rejection {
        &self.0
    }
}

impl From<passwordless::Rejection> for Rejection {
    fn from(rejection: passwordless::Rejection) -> Self {
        Self(rejection)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Rejection {}

impl<'r> Responder<'r, 'static> for Rejection {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        // The fairing, which finishes the response, must know that it is a refusal.
        Cache::of(request).refuse(self.0);
        Ok(respond::refusal(self.0, request))
    }
}
