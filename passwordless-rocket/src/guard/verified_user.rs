use std::{ops::Deref, sync::Arc, time::SystemTime};

use passwordless::gate::{Expected, Visitor};
use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::outcome;
use crate::{passwordless::Passwordless, rejection::Rejection, request};

/// The user of a passkey that was used to sign in with this very request, which carries the service's token as
/// `Authorization: Bearer verify_…`: a [`passwordless::VerifiedUser`] as a guard.
///
/// This is how an application with sessions of its own signs people in: the handler begins such a session for
/// [`user_id`](passwordless::VerifiedUser::user_id). No session of ours is opened, and no cookie is set.
///
/// The token is verified on the spot, compared with the policy, and spent: once, however many guards ask. Where no
/// token was presented it forwards with 401; a session does not stand in for it. The token comes in a header and not in a
/// body because no page of another site can send that header: a body could sign people in as somebody else without
/// their notice.
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless_rocket::VerifiedUser;
/// use rocket::http::CookieJar;
///
/// #[post("/login/passkey")]
/// fn log_in(passkey: VerifiedUser, cookies: &CookieJar<'_>) {
///     cookies.add_private(("user_id", passkey.user_id().to_owned()));
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct VerifiedUser(Arc<passwordless::VerifiedUser>);

impl VerifiedUser {
    /// The user as the rules tell them.
    pub fn into_inner(self) -> passwordless::VerifiedUser {
        Arc::unwrap_or_clone(self.0)
    }
}

impl Deref for VerifiedUser {
    type Target = passwordless::VerifiedUser;

    fn deref(&self) -> &passwordless::VerifiedUser {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for VerifiedUser {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome::outcome(request, user(request, Expected::SIGN_IN).await.map(Self))
    }
}

impl Sentinel for VerifiedUser {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Passwordless::is_missing(rocket)
    }
}

/// The user of the request's token, verified and spent for this, or for another guard and good for this as well.
pub(super) async fn user(
    request: &Request<'_>,
    expected: Expected,
) -> Result<Arc<passwordless::VerifiedUser>, passwordless::Rejection> {
    let passwordless = Passwordless::of(request)?;
    let core = passwordless.core();
    let user = match (request::verified(request), outcome::visitor(request)?) {
        (Some(verified), _) => verified?,
        (None, Visitor::Token(token)) => {
            let client = passwordless.client_of(request);
            let now = SystemTime::now();
            request::user(request, core.verify_once(token, expected, client, now)).await?
        }
        (None, _) => return Err(expected.missing()),
    };
    core.gate().check_token(&user, expected, SystemTime::now())?;
    Ok(user)
}
