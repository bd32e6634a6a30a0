use std::{ops::Deref, sync::Arc};

use ::axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use passwordless::gate::Expected;

use super::{Rejection, verified_user::user};
use crate::passwordless::Passwordless;

/// The user to whom a passkey was added with this very request, which carries the service's token as
/// `Authorization: Bearer verify_…`: a [`passwordless::VerifiedUser`] as an argument of a handler.
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

impl<S> FromRequestParts<S> for Registered
where
    S: Send + Sync,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        user(parts, state, Expected::REGISTRATION).await.map(Self)
    }
}
