use std::{fmt, ops::Deref, time::SystemTime};

use ::axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use passwordless::Purpose;

use super::{Rejection, rejection::take};
use crate::passwordless::Passwordless;

/// Somebody who is signed in and confirmed the purpose `P` with a passkey a short while ago: a
/// [`passwordless::Fresh`] as an argument of a handler.
///
/// Somebody who is signed in, but did not confirm, is refused with 401 `step_up_required`
/// ([RFC 9470](https://www.rfc-editor.org/rfc/rfc9470)).
///
/// ```
/// use http::StatusCode;
/// use passwordless::Purpose;
/// use passwordless_tower::axum::Fresh;
///
/// struct Pay;
///
/// impl Purpose for Pay {
///     const NAME: &'static str = "pay";
/// }
///
/// async fn pay(session: Fresh<Pay>) -> StatusCode {
///     println!("{} pays", session.user_id());
///     StatusCode::NO_CONTENT
/// }
/// ```
pub struct Fresh<P>(passwordless::Fresh<P>);

impl<P> Fresh<P> {
    /// The confirmed session itself.
    pub fn into_inner(self) -> passwordless::Fresh<P> {
        self.0
    }
}

impl<P> Deref for Fresh<P> {
    type Target = passwordless::Session;

    fn deref(&self) -> &passwordless::Session {
        &self.0
    }
}

impl<P> Clone for Fresh<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<P> fmt::Debug for Fresh<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S, P> FromRequestParts<S> for Fresh<P>
where
    S: Send + Sync,
    P: Purpose,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        take(parts, state, |found, passwordless| {
            passwordless.gate().require_sessions()?;
            passwordless::Fresh::new(found.session()?.clone(), SystemTime::now()).map(Self)
        })
    }
}
