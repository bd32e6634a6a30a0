use std::{fmt, time::SystemTime};

use http::{
    HeaderMap, HeaderValue,
    header::{CACHE_CONTROL, SET_COOKIE},
};
use passwordless::{Rejection, Session};

use crate::passwordless::Passwordless;

/// What an answer tells the browser about its session: to keep a new one, or to forget the one that has ended.
///
/// Returned by [`Passwordless::sign_in_known`], [`Passwordless::sign_out`] and [`Passwordless::forget_session`]. With the feature `axum` it is a part of a
/// response, such as `(set_session, Redirect::to("/"))`; elsewhere add its [`headers`](SetSession::headers).
#[must_use = "the browser must be told"]
pub struct SetSession {
    cookie: Option<HeaderValue>,
}

impl SetSession {
    /// Nothing about the session, and that nobody keeps the answer.
    pub(crate) fn unchanged() -> Self {
        Self { cookie: None }
    }

    fn new(set_cookie: &str) -> Result<Self, Rejection> {
        // The core's headers are well formed.
        let cookie = HeaderValue::from_str(set_cookie).map_err(|_| Rejection::misconfigured())?;
        Ok(Self { cookie: Some(cookie) })
    }

    /// The headers of the answer.
    pub fn headers(self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        self.add_to(&mut headers);
        headers
    }

    pub(crate) fn add_to(self, headers: &mut HeaderMap) {
        if let Some(cookie) = self.cookie {
            headers.append(SET_COOKIE, cookie);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

impl Passwordless {
    /// Opens a session for a user whom the application identified itself: by a password, another provider, a support
    /// tool. Nobody is asked, so this works while the service is down.
    ///
    /// It counts as no use of a passkey: within five minutes it lets its user add the *first* passkey, and nothing
    /// else that takes one. [`Session::opened_by`] tells it apart, in the hook `on_sign_in` as well. `over` is the
    /// session of the same request, if any, which ends.
    ///
    /// A form of another site must not sign its reader in as somebody else, so a handler that compares a password takes a
    /// [`SameOrigin`](crate::axum::SameOrigin), too.
    ///
    /// ```
    /// use axum::{extract::State, response::{IntoResponse, Redirect}};
    /// use passwordless_tower::{Passwordless, axum::{Rejection, SameOrigin, Session}};
    /// # async fn user_with_this_password() -> Option<String> { None }
    ///
    /// async fn log_in(
    ///     State(passwordless): State<Passwordless>,
    ///     _from: SameOrigin,
    ///     over: Option<Session>,
    /// ) -> Result<impl IntoResponse, Rejection> {
    ///     let user_id = user_with_this_password().await.ok_or(passwordless::Rejection::missing())?;
    ///     let session = passwordless.sign_in_known(&user_id, over.as_deref()).await?;
    ///     Ok((session, Redirect::to("/account")))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: 500 for a user id that no session can hold, 503 where the store has no certain answer, and
    /// whatever the hook `on_sign_in` says.
    pub async fn sign_in_known(
        &self,
        user_id: &str,
        over: Option<&Session>,
    ) -> Result<SetSession, Rejection> {
        let now = SystemTime::now();
        let session = self.core().sign_in_known(user_id, over, now).await?;
        SetSession::new(&self.gate().set_cookie(&session, now)?)
    }

    /// Has the browser forget its session, where it has ended already: after a sign-out everywhere, or with the account.
    ///
    /// # Errors
    ///
    /// Only where the cookie's name fits in no header: 500.
    pub fn forget_session(&self) -> Result<SetSession, Rejection> {
        SetSession::new(self.gate().remove_cookie())
    }
}

#[cfg(feature = "axum")]
impl axum::response::IntoResponseParts for SetSession {
    type Error = std::convert::Infallible;

    fn into_response_parts(
        self,
        mut parts: axum::response::ResponseParts,
    ) -> Result<axum::response::ResponseParts, Self::Error> {
        self.add_to(parts.headers_mut());
        Ok(parts)
    }
}

#[cfg(feature = "axum")]
impl axum::response::IntoResponse for SetSession {
    fn into_response(self) -> axum::response::Response {
        (self, ()).into_response()
    }
}

/// Never shows the cookie.
impl fmt::Debug for SetSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetSession").finish_non_exhaustive()
    }
}
