//! From the core's answers to HTTP's.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use passwordless::accounts::Answer;

pub(crate) fn response(answer: Answer) -> Response<Bytes> {
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (headers, body) = answer.into_parts();
    let mut response = Response::new(bytes(body));
    *response.status_mut() = status;
    for (name, value) in headers {
        // The core's headers are well formed.
        if let Ok(value) = HeaderValue::from_maybe_shared(bytes(value)) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}

/// What never changes is not copied.
pub(crate) fn bytes(text: Cow<'static, str>) -> Bytes {
    match text {
        Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
        Cow::Owned(text) => text.into(),
    }
}
