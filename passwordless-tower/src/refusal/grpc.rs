//! A refusal in gRPC: HTTP says 200, and a header-only response (`Trailers-Only`) says the rest.
//!
//! [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)

use bytes::Bytes;
use http::{
    HeaderName, HeaderValue, Response,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use passwordless::Rejection;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const MESSAGE: HeaderName = HeaderName::from_static("grpc-message");
/// The stable code, as metadata: other dialects have it in the body.
const CODE: HeaderName = HeaderName::from_static("rejection-code");

/// What a message must not hold as it is: all but printable ASCII, and the percent sign itself.
const IN_MESSAGE: &AsciiSet = &CONTROLS.add(b'%');

pub(super) fn response(rejection: &Rejection) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    let message = utf8_percent_encode(&rejection.to_string(), IN_MESSAGE).to_string();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert(STATUS, HeaderValue::from_static(status(rejection.status())));
    // Encoded, so that any text is a header's value.
    headers.extend(HeaderValue::try_from(message).map(|message| (MESSAGE, message)));
    headers.insert(CODE, HeaderValue::from_static(rejection.code()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The [status codes](https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).
fn status(http: u16) -> &'static str {
    match http {
        400 => "3",  // INVALID_ARGUMENT
        401 => "16", // UNAUTHENTICATED
        403 => "7",  // PERMISSION_DENIED
        503 => "14", // UNAVAILABLE
        _ => "13",   // INTERNAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_a_status_and_no_body() {
        for (rejection, expected) in [
            (Rejection::missing(), "16"),
            (Rejection::invalid(), "16"),
            (Rejection::denied(), "7"),
            (Rejection::cross_site(), "7"),
            (Rejection::ambiguous(), "3"),
            (Rejection::overloaded(), "14"),
            (Rejection::unavailable(), "14"),
            (Rejection::misconfigured(), "13"),
        ] {
            let response = response(&rejection);
            assert_eq!((response.status().as_u16(), response.body().len()), (200, 0));
            assert_eq!(response.headers()["grpc-status"], expected);
            assert_eq!(response.headers()["grpc-message"], rejection.to_string());
            assert_eq!(response.headers()["rejection-code"], rejection.code());
        }
    }
}
