//! Requests that are signed in, for tests of applications.

use std::time::SystemTime;

use http::{HeaderValue, header::COOKIE, request::Builder};
use passwordless::{Purpose, Rejection, Session, gate::Gate};

use crate::passwordless::Passwordless;

/// Signs a request in, without a browser, a passkey or a route.
///
/// ```no_run
/// use http::Request;
/// use passwordless_tower::{Passwordless, testing::SignedInAs};
///
/// fn request(passwordless: &Passwordless) -> http::Result<Request<String>> {
///     Request::get("/me").signed_in_as(passwordless, "alice").body(String::new())
/// }
/// ```
pub trait SignedInAs {
    /// Adds the session cookie of this user, whom the service need not know, as a browser sends it from a page of the
    /// application.
    ///
    /// Building the request fails where no session can be opened: the store does not answer, or the id is empty.
    #[must_use]
    fn signed_in_as(self, passwordless: &Passwordless, user_id: &str) -> Self;

    /// Adds the session cookie of this user, who has just confirmed `P` with a passkey: for routes that take a
    /// [`Fresh`](passwordless::Fresh).
    ///
    /// Building the request fails where [`signed_in_as`](SignedInAs::signed_in_as) makes it fail, and where `P` has a
    /// name that the service does not take.
    #[must_use]
    fn stepped_up_as<P: Purpose>(self, passwordless: &Passwordless, user_id: &str) -> Self;
}

impl SignedInAs for Builder {
    fn signed_in_as(self, passwordless: &Passwordless, user_id: &str) -> Self {
        with(self, passwordless, Gate::signed_in_as, user_id)
    }

    fn stepped_up_as<P: Purpose>(self, passwordless: &Passwordless, user_id: &str) -> Self {
        with(self, passwordless, Gate::stepped_up_as::<P>, user_id)
    }
}

fn with(
    request: Builder,
    passwordless: &Passwordless,
    open: fn(&Gate, &str, SystemTime) -> Result<Session, Rejection>,
    user_id: &str,
) -> Builder {
    let (gate, now) = (passwordless.gate(), SystemTime::now());
    let cookie = open(gate, user_id, now).and_then(|session| gate.set_cookie(&session, now));
    let cookie = match &cookie {
        Ok(set_cookie) => set_cookie.split(';').next().unwrap_or_default(),
        // No header can carry a line break, so `body` says no.
        Err(_) => "\n",
    };
    // Without it, a request that changes things would be one of another site.
    request.header("sec-fetch-site", HeaderValue::from_static("same-origin")).header(COOKIE, cookie)
}
