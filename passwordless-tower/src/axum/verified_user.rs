use std::ops::Deref;

use ::axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use super::{Rejection, rejection::take};
use crate::passwordless::Passwordless;

/// The user of a token that came with this very request, as `Authorization: Bearer verify_…`: a
/// [`passwordless::VerifiedUser`] as an argument of a handler.
///
/// The token is verified on the spot, compared with the policy, and spent, unless a layer that
/// [accepts tokens](crate::PasskeyAuthLayer::accept_tokens) has done so. No session comes of it, and no cookie; who
/// presents a session in its place is refused.
#[derive(Debug, Clone)]
pub struct VerifiedUser(passwordless::VerifiedUser);

impl VerifiedUser {
    /// The verified user itself.
    pub fn into_inner(self) -> passwordless::VerifiedUser {
        self.0
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
        let found = take(parts, state, |found| Ok(found.clone()))?;
        if let Some(token) = found.token().cloned() {
            let passwordless = Passwordless::from_ref(state);
            let answer = passwordless.verify_once(token).await;
            // The token is spent now: another extractor of this request must find what came of it.
            parts.extensions.insert(found.verified(answer));
        }
        take(parts, state, |found| found.verified_user().cloned().map(Self))
    }
}
