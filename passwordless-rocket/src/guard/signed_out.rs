use std::time::SystemTime;

use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::outcome;
use crate::{
    passwordless::Passwordless,
    rejection::Rejection,
    request::{self, Cache},
};

/// Somebody who has just signed out: the guard ends the session that the request presents, for a sign-out of the
/// application's own. Where there is none, the browser forgets its cookie all the same.
///
/// It is an error 503 when it is not certain that the store heard of it, so the session may be alive. The browser
/// forgets it even then: the next person at a shared machine must not be the user. Take no [`Session`](crate::Session)
/// and no [`MaybeSession`](crate::MaybeSession) beside it, which would refuse the request first.
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless_rocket::sign_out::SignedOut;
/// use rocket::response::Redirect;
///
/// #[post("/logout")]
/// fn log_out(_session: SignedOut) -> Redirect {
///     Redirect::to("/")
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SignedOut(());

async fn sign_out(request: &Request<'_>) -> Result<SignedOut, passwordless::Rejection> {
    let gate = Passwordless::of(request)?.gate();
    let jar = request::jar(request);
    let presented = request::presented(gate, request, jar.as_deref());
    let signed_out = gate.sign_out_of(&presented, SystemTime::now()).await;
    if signed_out.forgets() {
        // A catcher would lose what is in the jar.
        Cache::of(request).forget_session();
    }
    signed_out.ended().map(SignedOut)
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SignedOut {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome::outcome(request, sign_out(request).await)
    }
}

impl Sentinel for SignedOut {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Passwordless::has_no_sessions(rocket)
    }
}
