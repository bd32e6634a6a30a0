use std::{any::type_name, fmt, ops::Deref, time::SystemTime};

use passwordless::Purpose;
use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::outcome;
use crate::{passwordless::Passwordless, rejection::Rejection};

/// Somebody who is signed in and confirmed the purpose `P` with a passkey a short while ago: a
/// [`passwordless::Fresh`] as a guard.
///
/// Somebody who is signed in, but did not confirm, is forwarded with 401 `step_up_required`
/// ([RFC 9470](https://www.rfc-editor.org/rfc/rfc9470)), so that a route of a higher rank may ask for it. The fairing
/// must know the purpose ([`purpose`](crate::PasswordlessFairing::purpose)), or the launch is refused: nobody could
/// step up for it.
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless::StepUp; // or a purpose of your own
/// use passwordless_rocket::Fresh;
/// use rocket::http::Status;
///
/// #[post("/close-account")]
/// fn close_account(session: Fresh<StepUp>) -> Status {
///     Status::NoContent
/// }
/// # fn main() {}
/// ```
pub struct Fresh<P>(passwordless::Fresh<P>);

impl<P> Fresh<P> {
    /// The confirmed session itself.
    pub fn into_inner(self) -> passwordless::Fresh<P> {
        self.0
    }
}

impl<P> Deref for Fresh<P> {
    type Target = passwordless::Session;

    fn deref(&self) -> &passwordless::Session {
        &self.0
    }
}

impl<P> Clone for Fresh<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<P> fmt::Debug for Fresh<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[rocket::async_trait]
impl<'r, P: Purpose> FromRequest<'r> for Fresh<P> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let session = outcome::session(request);
        let fresh = session.and_then(|session| passwordless::Fresh::new(session, SystemTime::now()));
        outcome::outcome(request, fresh.map(Self))
    }
}

impl<P: Purpose> Sentinel for Fresh<P> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        let Some(passwordless) = rocket.state::<Passwordless>() else {
            return Passwordless::is_missing(rocket);
        };
        if Passwordless::has_no_sessions(rocket) {
            return true;
        }
        let is_known = passwordless.accounts().purposes().any(|purpose| purpose == P::NAME);
        let is_unknown = passwordless.has_step_up() && !is_known;
        if is_unknown {
            tracing::error!(
                target: "passwordless.launch_refused",
                "a route asks for a step-up for {:?}, and nobody can step up for it; name the purpose: \
                 Passwordless::fairing().purpose::<{}>()",
                P::NAME,
                type_name::<P>()
            );
        }
        is_unknown
    }
}
