//! A sign-out of the application's own.

use std::{fmt, time::SystemTime};

use bytes::Bytes;
use http::{Response, request::Parts};
use passwordless::Rejection;

use crate::{identified, passwordless::Passwordless, refusal::Head, refuse, set_session::SetSession};

/// A sign-out that the store did not take, or that is refused: the error of [`Passwordless::sign_out`].
///
/// With the feature `axum` it is a response; elsewhere answer with its [`response`](NotSignedOut::response). During an
/// outage that has the browser forget its session.
pub struct NotSignedOut {
    rejection: Rejection,
    response: Box<Response<Bytes>>,
}

impl NotSignedOut {
    pub(crate) fn new(
        passwordless: &Passwordless,
        rejection: Rejection,
        head: &Parts,
        forgets: Option<SetSession>,
    ) -> Self {
        let mut response = refuse::refuse(passwordless, rejection, Head::of_parts(head), None);
        if let Some(set_session) = forgets {
            set_session.add_to(response.headers_mut());
        }
        Self { rejection, response: Box::new(response) }
    }

    /// Why it is refused.
    pub fn rejection(&self) -> Rejection {
        self.rejection
    }

    /// The answer, in the dialect of the request.
    pub fn response(self) -> Response<Bytes> {
        *self.response
    }
}

impl Passwordless {
    /// Ends the session that a request presents, for a sign-out of the application's own. Where there is none, the
    /// browser forgets its cookie all the same.
    ///
    /// Take no [`Session`](crate::axum::Session) beside it, and put no [`require`](Passwordless::require) in front of it:
    /// during an outage either would refuse the request before this forgets the cookie.
    ///
    /// ```
    /// use axum::{extract::State, response::{IntoResponse, Redirect}};
    /// use http::request::Parts;
    /// use passwordless_tower::Passwordless;
    ///
    /// async fn log_out(State(passwordless): State<Passwordless>, head: Parts) -> impl IntoResponse {
    ///     passwordless.sign_out(&head).await.map(|signed_out| (signed_out, Redirect::to("/")))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotSignedOut`], which is a response: 503 when it is not certain that the store heard of it, so the session may
    /// be alive. The browser forgets it even then. Whatever the layer would refuse is refused as there.
    pub async fn sign_out(&self, head: &Parts) -> Result<SetSession, NotSignedOut> {
        let request = identified::presented(self, &head.method, &head.headers);
        let signed_out = self.gate().sign_out_of(&request, SystemTime::now()).await;
        let set_session = match signed_out.forgets() {
            true => self.forget_session(),
            false => Ok(SetSession::unchanged()),
        };
        match (signed_out.ended(), set_session) {
            (Ok(()), Ok(set_session)) => Ok(set_session),
            (Err(rejection), set_session) => Err(NotSignedOut::new(self, rejection, head, set_session.ok())),
            (Ok(()), Err(rejection)) => Err(NotSignedOut::new(self, rejection, head, None)),
        }
    }
}

#[cfg(feature = "axum")]
impl axum::response::IntoResponse for NotSignedOut {
    fn into_response(self) -> axum::response::Response {
        self.response().map(axum::body::Body::from)
    }
}

/// Never shows the cookie.
impl fmt::Debug for NotSignedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NotSignedOut").field(&self.rejection).finish()
    }
}

impl fmt::Display for NotSignedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rejection.fmt(f)
    }
}

impl std::error::Error for NotSignedOut {}
