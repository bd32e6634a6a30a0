use std::{ops::Deref, sync::Arc};

use passwordless::gate::Expected;
use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::{outcome, verified_user::user};
use crate::{passwordless::Passwordless, rejection::Rejection};

/// The user to whom a passkey was added with this very request, which carries the service's token as
/// `Authorization: Bearer verify_…`: a [`passwordless::VerifiedUser`] as a guard.
///
/// The passkey exists by now, whatever the handler does: what it can do is to take note, and to send the user a mail.
/// *Who* may add one is decided where the registration token is made
/// ([`Client::create_register_token`](passwordless::Client::create_register_token)). The token is spent.
///
/// Once you are sure whose passkey it must be ([`VerifiedUser::is`](passwordless::VerifiedUser::is)), hand it to
/// [`Accounts::note_passkey`](passwordless::accounts::Accounts::note_passkey): where passkeys of the user are known, one
/// that is not signs nobody in.
#[derive(Debug, Clone)]
pub struct Registered(Arc<passwordless::VerifiedUser>);

impl Registered {
    /// The user as the rules tell them.
    pub fn into_inner(self) -> passwordless::VerifiedUser {
        Arc::unwrap_or_clone(self.0)
    }
}

impl Deref for Registered {
    type Target = passwordless::VerifiedUser;

    fn deref(&self) -> &passwordless::VerifiedUser {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Registered {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome::outcome(request, user(request, Expected::REGISTRATION).await.map(Self))
    }
}

impl Sentinel for Registered {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        Passwordless::is_missing(rocket)
    }
}
