//! Requests that are signed in, for tests of applications.

use std::time::SystemTime;

use passwordless::Rejection;
use rocket::{
    http::{Cookie, Header},
    local::{asynchronous, blocking},
    request::Request,
};

use crate::Passwordless;

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
pub trait SignedInAs: Sized {
    /// Adds the session cookie of this user, whom the service need not know, as a browser sends it from a page of the
    /// application.
    ///
    /// Where no session can be opened, the request stays as it is, and the log says why: there is no fairing, the
    /// store does not answer, or the id is empty.
    #[must_use]
    fn signed_in_as(self, user_id: &str) -> Self;
}

impl SignedInAs for blocking::LocalRequest<'_> {
    fn signed_in_as(self, user_id: &str) -> Self {
        match cookie(self.inner(), user_id) {
            Some(cookie) if self.inner().headers().contains("Cookie") => {
                self.header(in_header(&cookie)).cookie(cookie).header(from_our_page())
            }
            Some(cookie) => self.cookie(cookie).header(from_our_page()),
            None => self,
        }
    }
}

impl SignedInAs for asynchronous::LocalRequest<'_> {
    fn signed_in_as(self, user_id: &str) -> Self {
        match cookie(self.inner(), user_id) {
            Some(cookie) if self.inner().headers().contains("Cookie") => {
                self.header(in_header(&cookie)).cookie(cookie).header(from_our_page())
            }
            Some(cookie) => self.cookie(cookie).header(from_our_page()),
            None => self,
        }
    }
}

fn cookie(request: &Request<'_>, user_id: &str) -> Option<Cookie<'static>> {
    match sealed(request, user_id) {
        Ok(set_cookie) => Cookie::parse_encoded(set_cookie).ok(),
        Err(rejection) => {
            tracing::error!(
                name: "passwordless.misconfigured", code = rejection.code(), "no session could be opened for a test"
            );
            None
        }
    }
}

fn sealed(request: &Request<'_>, user_id: &str) -> Result<String, Rejection> {
    let (gate, now) = (Passwordless::of(request)?.gate(), SystemTime::now());
    gate.set_cookie(&gate.signed_in_as(user_id, now)?, now)
}

/// Where a request has this header, it counts, as it does from a browser.
fn in_header(cookie: &Cookie<'_>) -> Header<'static> {
    Header::new("Cookie", cookie.stripped().encoded().to_string())
}

/// Without it, a request that changes things would be one of another site.
fn from_our_page() -> Header<'static> {
    Header::new("Sec-Fetch-Site", "same-origin")
}
