use std::{ops::Deref, sync::Arc, time::SystemTime};

use passwordless::gate::Visitor;
use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::outcome;
use crate::{passwordless::Passwordless, rejection::Rejection, request};

/// The user of a token that came with this very request, as `Authorization: Bearer verify_…`: a
/// [`passwordless::VerifiedUser`] as a guard.
///
/// The token is verified on the spot, compared with the policy, and spent: once, however many guards ask. No session
/// comes of it, and no cookie. Where no token was presented it forwards with 401; a session in its place is none.
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless_rocket::VerifiedUser;
///
/// #[post("/report")]
/// fn report(user: VerifiedUser) -> String {
///     user.user_id().to_owned()
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct VerifiedUser(Arc<passwordless::VerifiedUser>);

impl Deref for VerifiedUser {
    type Target = passwordless::VerifiedUser;

    fn deref(&self) -> &passwordless::VerifiedUser {
        &self.0
    }
}

async fn verified(request: &Request<'_>) -> Result<VerifiedUser, passwordless::Rejection> {
    let Visitor::Token(token) = outcome::visitor(request)? else {
        return Err(passwordless::Rejection::missing());
    };
    let core = Passwordless::of(request)?.core();
    request::user(request, core.verify_once(token, SystemTime::now())).await.map(VerifiedUser)
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for VerifiedUser {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome::outcome(request, verified(request).await)
    }
}

impl Sentinel for VerifiedUser {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Passwordless::is_missing(rocket)
    }
}
