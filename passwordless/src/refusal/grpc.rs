//! A refusal in gRPC: HTTP says 200, and a header-only response (`Trailers-Only`) says the rest.
//!
//! [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::{Rejection, answer::Answer};

/// What a message must not hold as it is: all but printable ASCII, and the percent sign itself.
const IN_MESSAGE: &AsciiSet = &CONTROLS.add(b'%');

pub(super) fn answer(rejection: &Rejection) -> Answer {
    // Encoded, so that any text is a header's value.
    let message = utf8_percent_encode(&rejection.to_string(), IN_MESSAGE).to_string();
    Answer::empty(200)
        .header("content-type", "application/grpc")
        .header("grpc-status", status(rejection.status()))
        .header("grpc-message", message)
        // The stable code, as metadata: other dialects have it in the body.
        .header("rejection-code", rejection.code())
}

/// The [status codes](https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).
fn status(http: u16) -> &'static str {
    match http {
        400 => "3",  // INVALID_ARGUMENT
        401 => "16", // UNAUTHENTICATED
        403 => "7",  // PERMISSION_DENIED
        404 => "5",  // NOT_FOUND
        409 => "10", // ABORTED
        429 => "8",  // RESOURCE_EXHAUSTED
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
            let answer = answer(&rejection);
            let of =
                |wanted: &str| answer.headers().find(|(name, _)| *name == wanted).map(|(_, value)| value);
            assert_eq!((answer.status(), answer.body()), (200, ""));
            assert_eq!(of("grpc-status"), Some(expected));
            assert_eq!(of("grpc-message"), Some(&*rejection.to_string()));
            assert_eq!(of("rejection-code"), Some(rejection.code()));
        }
    }
}
