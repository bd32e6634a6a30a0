use std::{fmt, marker::PhantomData, ops::Deref, sync::Arc};

use ::axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use passwordless::{Purpose, RejectionKind, gate::Expected};

use super::{Rejection, verified_user::user};
use crate::passwordless::Passwordless;

/// The user of a passkey that confirmed the purpose `P` with this very request, which carries the service's token as
/// `Authorization: Bearer verify_…`: a [`passwordless::VerifiedUser`] as an argument of a handler.
///
/// It needs no session of ours, and leaves no mark that would have to be remembered: what was confirmed is this
/// request. Say whose passkey it must be, by [`VerifiedUser::is`](passwordless::VerifiedUser::is). A request without a
/// token is refused with 401 `step_up_required`, and one with the token of a sign-in with 403. As
/// `Option<Confirmed<P>>` it is `None` without a token only. The token is spent.
///
/// ```
/// use http::StatusCode;
/// use passwordless::StepUp; // or a purpose of your own
/// use passwordless_tower::axum::{Confirmed, Rejection};
/// # struct CurrentUser { passkey_user: String }
/// # impl<S: Sync> axum::extract::FromRequestParts<S> for CurrentUser {
/// #     type Rejection = StatusCode;
/// #     async fn from_request_parts(_: &mut http::request::Parts, _: &S) -> Result<Self, StatusCode> { Err(StatusCode::UNAUTHORIZED) }
/// # }
///
/// async fn close(user: CurrentUser, passkey: Confirmed<StepUp>) -> Result<StatusCode, Rejection> {
///     passkey.is(&user.passkey_user)?;
///     Ok(StatusCode::NO_CONTENT)
/// }
/// ```
pub struct Confirmed<P> {
    user: Arc<passwordless::VerifiedUser>,
    purpose: PhantomData<fn() -> P>,
}

impl<P> Deref for Confirmed<P> {
    type Target = passwordless::VerifiedUser;

    fn deref(&self) -> &passwordless::VerifiedUser {
        &self.user
    }
}

impl<P> Clone for Confirmed<P> {
    fn clone(&self) -> Self {
        Self { user: self.user.clone(), purpose: PhantomData }
    }
}

impl<P> fmt::Debug for Confirmed<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Confirmed").field(&self.user).finish()
    }
}

impl<S, P> FromRequestParts<S> for Confirmed<P>
where
    S: Send + Sync,
    P: Purpose,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let user = user(parts, state, Expected::confirmation::<P>()).await?;
        Ok(Self { user, purpose: PhantomData })
    }
}

impl<S, P> OptionalFromRequestParts<S> for Confirmed<P>
where
    S: Send + Sync,
    P: Purpose,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Rejection> {
        match <Self as FromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(confirmed) => Ok(Some(confirmed)),
            Err(rejection) if rejection.rejection().kind() == RejectionKind::StepUpRequired => Ok(None),
            Err(rejection) => Err(rejection),
        }
    }
}
