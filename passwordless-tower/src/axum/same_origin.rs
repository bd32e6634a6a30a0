use ::axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use super::{Rejection, rejection::refused};
use crate::{identified, passwordless::Passwordless};

/// A request that a page of an allowed origin sent, by its `Origin`, or without one by `Sec-Fetch-Site: same-origin`.
///
/// For routes of the application that change something by a cookie of its own: the routes of this crate, and the
/// extractors that look at a session of ours, ask by themselves. Other pages are refused with 403
/// `cross_site_request`, and so are programs that name no page.
///
/// ```
/// use http::StatusCode;
/// use passwordless_tower::axum::SameOrigin;
///
/// async fn change_address(_: SameOrigin) -> StatusCode {
///     StatusCode::NO_CONTENT
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SameOrigin(());

impl<S> FromRequestParts<S> for SameOrigin
where
    S: Send + Sync,
    Passwordless: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let passwordless = Passwordless::from_ref(state);
        match identified::check_same_origin(&passwordless, &parts.method, &parts.headers) {
            Ok(()) => Ok(Self(())),
            Err(rejection) => Err(refused(rejection, &passwordless, parts)),
        }
    }
}
