//! Requests that are signed in, for tests of applications.

use std::time::SystemTime;

use http::{HeaderValue, header::COOKIE, request::Builder};
#[cfg(feature = "axum")]
use passwordless::gate::Expected;
use passwordless::{Purpose, Rejection, Session, gate::Gate};

#[cfg(feature = "axum")]
use crate::identified::Identified;
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
pub trait SignedInAs: sealed::Sealed {
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

/// Gives a request the passkey of a user, without the service or its emulator: for routes that take a
/// [`VerifiedUser`](crate::axum::VerifiedUser), a [`Confirmed`](crate::axum::Confirmed) or a
/// [`Registered`](crate::axum::Registered).
///
/// The user is in the request's extensions, so the request must be handed to the application itself, and not sent.
///
/// ```no_run
/// use http::Request;
/// use passwordless::StepUp;
/// use passwordless_tower::{Passwordless, testing::WithPasskey};
///
/// fn request(passwordless: &Passwordless) -> http::Result<Request<String>> {
///     Request::post("/account/close").confirmed_by::<StepUp>(passwordless, "alice").body(String::new())
/// }
/// ```
#[cfg(feature = "axum")]
pub trait WithPasskey: sealed::Sealed {
    /// A passkey of this user, whom the service need not know, was used to sign in with this request.
    #[must_use]
    fn with_passkey_of(self, passwordless: &Passwordless, user_id: &str) -> Self;

    /// A passkey of this user confirmed `P` with this request.
    #[must_use]
    fn confirmed_by<P: Purpose>(self, passwordless: &Passwordless, user_id: &str) -> Self;

    /// A passkey was added to this user with this request.
    #[must_use]
    fn registered_by(self, passwordless: &Passwordless, user_id: &str) -> Self;
}

mod sealed {
    /// Only this crate implements the traits of this module, so that it can add to them: that nobody else can name it
    /// is the purpose.
    #[allow(unnameable_types)]
    pub trait Sealed {}
}

impl sealed::Sealed for Builder {}

#[cfg(feature = "axum")]
impl WithPasskey for Builder {
    fn with_passkey_of(self, passwordless: &Passwordless, user_id: &str) -> Self {
        by(self, passwordless, user_id, Expected::SIGN_IN)
    }

    fn confirmed_by<P: Purpose>(self, passwordless: &Passwordless, user_id: &str) -> Self {
        by(self, passwordless, user_id, Expected::confirmation::<P>())
    }

    fn registered_by(self, passwordless: &Passwordless, user_id: &str) -> Self {
        by(self, passwordless, user_id, Expected::REGISTRATION)
    }
}

#[cfg(feature = "axum")]
fn by(request: Builder, passwordless: &Passwordless, user_id: &str, expected: Expected) -> Builder {
    let user = passwordless.gate().user_for_tests(user_id, expected, SystemTime::now());
    request.extension(Identified::for_tests(passwordless, user, expected))
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
