use std::{ops::Deref, sync::Arc};

use ::axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use passwordless::gate::Expected;

use super::{Rejection, rejection::take};
use crate::passwordless::Passwordless;

/// The user of a passkey that was used to sign in with this very request, which carries the service's token as
/// `Authorization: Bearer verify_…`: a [`passwordless::VerifiedUser`] as an argument of a handler.
///
/// This is how an application with sessions of its own signs people in: the handler begins such a session for
/// [`user_id`](passwordless::VerifiedUser::user_id). No session of ours is opened, and no cookie is set.
///
/// The token is verified on the spot, compared with the policy, and spent, unless a layer that
/// [accepts tokens](crate::PasskeyAuthLayer::accept_tokens) has done so. A session in its place is refused. The token
/// comes in a header and not in a body because no page of another site can send that header: a body could sign people
/// in as somebody else without their notice.
#[derive(Debug, Clone)]
pub struct VerifiedUser(Arc<passwordless::VerifiedUser>);

impl VerifiedUser {
    /// The verified user itself.
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

impl<S> FromRequestParts<S> for VerifiedUser
where
    S: Send + Sync,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        user(parts, state, Expected::SIGN_IN).await.map(Self)
    }
}

/// The user of the request's token, verified and spent for this, or for another extractor and good for this as well.
pub(super) async fn user<S>(
    parts: &mut Parts,
    state: &S,
    expected: Expected,
) -> Result<Arc<passwordless::VerifiedUser>, Rejection>
where
    Passwordless: FromRef<S>,
{
    let found = take(parts, state, |found, _| Ok(found.clone()))?;
    if let Some(token) = found.token().cloned() {
        let passwordless = Passwordless::from_ref(state);
        let client = passwordless.client_of(parts);
        let answer = passwordless.verify_once(token, expected, client).await;
        // The token is spent now: another extractor of this request must find what came of it.
        parts.extensions.insert(found.verified(expected, answer));
    }
    take(parts, state, |found, passwordless| found.user_for(passwordless, expected))
}
