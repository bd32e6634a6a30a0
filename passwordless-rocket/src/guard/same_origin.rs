use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::outcome;
use crate::{passwordless::Passwordless, rejection::Rejection, request};

/// A request that a page of an allowed origin sent, by its `Origin`, or without one by `Sec-Fetch-Site: same-origin`.
///
/// For routes of the application that change something by a cookie of its own: the routes of this crate, and the
/// guards that look at a session of ours, ask by themselves. It is an error 403 for every other page, and for programs
/// that name no page.
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless_rocket::SameOrigin;
///
/// #[post("/account/address")]
/// fn change_address(_page: SameOrigin) {}
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SameOrigin(());

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SameOrigin {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let checked = Passwordless::of(request)
            .and_then(|passwordless| request::check_same_origin(passwordless.gate(), request));
        outcome::outcome(request, checked.map(Self))
    }
}

impl Sentinel for SameOrigin {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Passwordless::is_missing(rocket)
    }
}
