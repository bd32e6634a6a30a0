//! Requests that are signed in, for tests of applications.

use std::time::SystemTime;

use passwordless::{
    Purpose, Rejection, Session,
    gate::{Expected, Gate},
};
use rocket::{
    http::{Cookie, Header},
    local::{asynchronous, blocking},
    request::Request,
};

use crate::{passwordless::Passwordless, request};

/// Signs a request of a local client in, without a browser, a passkey or a route.
///
/// ```no_run
/// use passwordless_rocket::testing::SignedInAs;
/// use rocket::{http::Status, local::blocking::Client};
///
/// # fn rocket() -> rocket::Rocket<rocket::Build> { rocket::build() }
/// # fn test() -> Result<(), Box<rocket::Error>> {
/// let client = Client::tracked(rocket())?;
/// assert_eq!(client.get("/me").signed_in_as("alice").dispatch().status(), Status::Ok);
/// # Ok(())
/// # }
/// ```
pub trait SignedInAs: sealed::Sealed + Sized {
    /// Adds the session cookie of this user, whom the service need not know, as a browser sends it from a page of the
    /// application.
    ///
    /// Where no session can be opened, the request stays as it is, and the log says why: there is no fairing, the
    /// store does not answer, or the id is empty.
    #[must_use]
    fn signed_in_as(self, user_id: &str) -> Self;

    /// Adds the session cookie of this user, who has just confirmed `P` with a passkey: for routes with a
    /// [`Fresh`](crate::Fresh) guard.
    #[must_use]
    fn stepped_up_as<P: Purpose>(self, user_id: &str) -> Self;
}

/// Gives a request the passkey of a user, without the service or its emulator: for routes with a
/// [`VerifiedUser`](crate::VerifiedUser), a [`Confirmed`](crate::Confirmed) or a [`Registered`](crate::Registered).
///
/// ```no_run
/// use passwordless::StepUp;
/// use passwordless_rocket::testing::WithPasskey;
/// use rocket::{http::Status, local::blocking::Client};
///
/// # fn rocket() -> rocket::Rocket<rocket::Build> { rocket::build() }
/// # fn test() -> Result<(), Box<rocket::Error>> {
/// let client = Client::tracked(rocket())?;
/// let closed = client.post("/account/close").confirmed_by::<StepUp>("alice").dispatch();
/// assert_eq!(closed.status(), Status::NoContent);
/// # Ok(())
/// # }
/// ```
pub trait WithPasskey: sealed::Sealed + Sized {
    /// A passkey of this user, whom the service need not know, was used to sign in with this request.
    #[must_use]
    fn with_passkey_of(self, user_id: &str) -> Self;

    /// A passkey of this user confirmed `P` with this request.
    #[must_use]
    fn confirmed_by<P: Purpose>(self, user_id: &str) -> Self;

    /// A passkey was added to this user with this request.
    #[must_use]
    fn registered_by(self, user_id: &str) -> Self;
}

mod sealed {
    /// Only this crate implements the traits of this module, so that it can add to them: that nobody else can name it
    /// is the purpose.
    #[allow(unnameable_types)]
    pub trait Sealed {}
}

macro_rules! local_requests {
    ($($local:ident),+) => {
        $(
            impl sealed::Sealed for $local::LocalRequest<'_> {}

            impl SignedInAs for $local::LocalRequest<'_> {
                fn signed_in_as(self, user_id: &str) -> Self {
                    let (cookie, headers) = signed_in(self.inner(), Gate::signed_in_as, user_id);
                    headers.into_iter().fold(self.cookies(cookie), Self::header)
                }

                fn stepped_up_as<P: Purpose>(self, user_id: &str) -> Self {
                    let (cookie, headers) = signed_in(self.inner(), Gate::stepped_up_as::<P>, user_id);
                    headers.into_iter().fold(self.cookies(cookie), Self::header)
                }
            }

            impl WithPasskey for $local::LocalRequest<'_> {
                fn with_passkey_of(self, user_id: &str) -> Self {
                    by(self.inner(), user_id, Expected::SIGN_IN);
                    self
                }

                fn confirmed_by<P: Purpose>(self, user_id: &str) -> Self {
                    by(self.inner(), user_id, Expected::confirmation::<P>());
                    self
                }

                fn registered_by(self, user_id: &str) -> Self {
                    by(self.inner(), user_id, Expected::REGISTRATION);
                    self
                }
            }
        )+
    };
}

local_requests!(asynchronous, blocking);

/// Keeps with the request whose passkey came with it. Where there is no fairing, every guard says so.
fn by(request: &Request<'_>, user_id: &str, expected: Expected) {
    if let Ok(passwordless) = Passwordless::of(request) {
        let user = passwordless.gate().user_for_tests(user_id, expected, SystemTime::now());
        request::set_user(request, user);
    }
}

type Open = fn(&Gate, &str, SystemTime) -> Result<Session, Rejection>;

/// What a browser would send, or nothing where no session can be opened.
fn signed_in(
    request: &Request<'_>,
    open: Open,
    user_id: &str,
) -> (Option<Cookie<'static>>, Vec<Header<'static>>) {
    let cookie = match sealed(request, open, user_id) {
        Ok(set_cookie) => Cookie::parse_encoded(set_cookie).ok(),
        Err(rejection) => {
            tracing::error!(
                target: "passwordless.misconfigured", code = rejection.code(), "no session could be opened for a test"
            );
            None
        }
    };
    let mut headers = Vec::new();
    if let Some(cookie) = &cookie {
        // Without it, a request that changes things would be one of another site.
        headers.push(Header::new("Sec-Fetch-Site", "same-origin"));
        // Where a request has this header, it counts, as it does from a browser.
        if request.headers().contains("Cookie") {
            headers.push(Header::new("Cookie", cookie.stripped().encoded().to_string()));
        }
    }
    (cookie, headers)
}

fn sealed(request: &Request<'_>, open: Open, user_id: &str) -> Result<String, Rejection> {
    let (gate, now) = (Passwordless::of(request)?.gate(), SystemTime::now());
    gate.set_cookie(&open(gate, user_id, now)?, now)
}
