use std::{fmt, time::SystemTime};

use http::{
    HeaderMap, HeaderValue,
    header::{CACHE_CONTROL, SET_COOKIE},
};
use passwordless::{Rejection, Session};

use crate::passwordless::Passwordless;

/// What an answer tells the browser about its session: to keep a new one, or to forget the one that has ended.
///
/// Returned by [`Passwordless::sign_in_known`] and [`Passwordless::sign_out`]. With the feature `axum` it is a part of a
/// response, such as `(set_session, Redirect::to("/"))`; elsewhere add its [`headers`](SetSession::headers).
#[must_use = "the browser must be told"]
pub struct SetSession {
    cookie: HeaderValue,
}

impl SetSession {
    fn new(set_cookie: &str) -> Result<Self, Rejection> {
        // The core's headers are well formed.
        Ok(Self { cookie: HeaderValue::from_str(set_cookie).map_err(|_| Rejection::misconfigured())? })
    }

    /// The headers of the answer.
    pub fn headers(self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(SET_COOKIE, self.cookie);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers
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
    /// ```
    /// use axum::{extract::State, response::{IntoResponse, Redirect}};
    /// use passwordless_tower::{Passwordless, axum::{Rejection, Session}};
    /// # async fn user_with_this_password() -> Option<String> { None }
    ///
    /// async fn log_in(
    ///     State(passwordless): State<Passwordless>,
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

    /// Ends a session, for a sign-out of the application's own. Where there is none, the browser forgets its cookie all
    /// the same.
    ///
    /// # Errors
    ///
    /// A 503 when it is not certain that the store heard of it: the session may be alive.
    pub async fn sign_out(&self, session: Option<&Session>) -> Result<SetSession, Rejection> {
        if let Some(session) = session {
            self.gate().sign_out(session, SystemTime::now()).await?;
        }
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
        parts.headers_mut().append(SET_COOKIE, self.cookie);
        parts.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
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
