use std::fmt;

use ::axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::request::Parts;
use passwordless::Rejection;

use crate::{Identified, Passwordless, auth::After, refusal::Head};

/// The refusal of an extractor: a response in the dialect of the request, as a layer would give it.
///
/// A handler that takes `Result<Session, Refused>` decides by itself.
pub struct Refused {
    rejection: Rejection,
    response: Box<http::Response<Bytes>>,
}

impl Refused {
    pub(super) fn new(
        rejection: Rejection,
        found: &Identified,
        passwordless: &Passwordless,
        parts: &Parts,
    ) -> Self {
        let mut response = passwordless.refuse(rejection, Head::of_parts(parts));
        if let Some(after) = After::of(passwordless, found) {
            after.apply(response.headers_mut());
        }
        Self { rejection, response: Box::new(response) }
    }

    /// Why the request is refused.
    pub fn rejection(&self) -> Rejection {
        self.rejection
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.response.map(Body::from)
    }
}

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Refused").field(&self.rejection).finish()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rejection.fmt(f)
    }
}

impl std::error::Error for Refused {}
