//! Requests that are signed in, for tests of applications.

use std::time::SystemTime;

use passwordless::Rejection;
use rocket::{
    http::{Cookie, Header},
    local::{asynchronous, blocking},
    request::Request,
};

use crate::passwordless::Passwordless;

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
        let (cookie, headers) = signed_in(self.inner(), user_id);
        headers.into_iter().fold(self.cookies(cookie), Self::header)
    }
}

impl SignedInAs for asynchronous::LocalRequest<'_> {
    fn signed_in_as(self, user_id: &str) -> Self {
        let (cookie, headers) = signed_in(self.inner(), user_id);
        headers.into_iter().fold(self.cookies(cookie), Self::header)
    }
}

/// What a browser would send, or nothing where no session can be opened.
fn signed_in(request: &Request<'_>, user_id: &str) -> (Option<Cookie<'static>>, Vec<Header<'static>>) {
    let cookie = match sealed(request, user_id) {
        Ok(set_cookie) => Cookie::parse_encoded(set_cookie).ok(),
        Err(rejection) => {
            tracing::error!(
                name: "passwordless.misconfigured", code = rejection.code(), "no session could be opened for a test"
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

fn sealed(request: &Request<'_>, user_id: &str) -> Result<String, Rejection> {
    let (gate, now) = (Passwordless::of(request)?.gate(), SystemTime::now());
    gate.set_cookie(&gate.signed_in_as(user_id, now)?, now)
}
