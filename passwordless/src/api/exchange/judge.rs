//! The one place that decides whether an answer of the service is a yes.

use std::{fmt, time::Duration};

use memchr::memmem;
use serde::{Deserialize, de::DeserializeOwned};

use crate::api::error::{Error, Problem};

/// An answer as it came, before anybody believes it.
pub(in crate::api) struct Answer {
    pub(in crate::api) status: u16,
    /// Whether the HTTP client went somewhere else than it was sent. Ours never does; a caller's own may.
    pub(in crate::api) moved: bool,
    pub(in crate::api) retry_after: Option<Duration>,
    pub(in crate::api) body: Body,
}

pub(in crate::api) enum Body {
    Whole(Vec<u8>),
    TooLarge {
        limit: usize,
    },
    /// Not read, or broken off, under a status that says enough.
    Unread,
}

/// Takes the answer for a success, or says why not.
///
/// In this order: redirects, error statuses, `success: false`, and then whatever `read` says of the body.
pub(in crate::api) fn judge<T>(answer: &Answer, read: fn(&[u8]) -> Result<T, Malformed>) -> Result<T, Error> {
    let status = answer.status;
    if answer.moved {
        return Err(Error::decode(
            status,
            "the HTTP client that was handed in followed a redirect, which carries the API secret elsewhere; \
             build it with `redirect::Policy::none()`",
        ));
    }
    let body = match &answer.body {
        Body::Whole(body) => body.as_slice(),
        Body::TooLarge { .. } | Body::Unread => b"",
    };
    if !(200..300).contains(&status) {
        return Err(Error::refused(Problem::read(status, body)).with_retry_after(answer.retry_after));
    }
    if let Body::TooLarge { limit } = answer.body {
        return Err(Error::decode(
            status,
            format!(
                "the answer is larger than {limit} bytes; is this the service? \
                 ClientBuilder::max_response_bytes sets this limit"
            ),
        ));
    }
    if says_no(body) {
        return Err(Error::refused(Problem::unsuccessful(status)));
    }
    read(body).map_err(|malformed| malformed.into_error(status))
}

/// A body that says `success: false` is a refusal, whatever the status.
fn says_no(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Verdict {
        success: bool,
    }
    // JSON has one way to write it, and most answers have none to read.
    memmem::find(body, b"false").is_some()
        && serde_json::from_slice::<Verdict>(body).is_ok_and(|verdict| !verdict.success)
}

/// Reads a body that must be JSON of this shape.
pub(in crate::api) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Malformed> {
    match first_byte(body) {
        None => Err(Malformed::Empty),
        Some(b'<') => Err(Malformed::Html),
        Some(_) => serde_json::from_slice(body).map_err(|error| Malformed::Json(JsonFault::new(&error))),
    }
}

/// Reads a body that should be empty. JSON is let pass, for what a later service may add; a web page is not.
pub(in crate::api) fn nothing(body: &[u8]) -> Result<(), Malformed> {
    match first_byte(body) {
        None => Ok(()),
        Some(_) => json::<serde::de::IgnoredAny>(body).map(drop),
    }
}

fn first_byte(body: &[u8]) -> Option<u8> {
    body.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Why a body under a good status is no answer of this API.
pub(in crate::api) enum Malformed {
    Empty,
    Html,
    Json(JsonFault),
    /// It is JSON of the right shape, but does not say what it must.
    Unclear(&'static str),
}

impl Malformed {
    fn into_error(self, status: u16) -> Error {
        match self {
            Self::Empty => {
                Error::decode(status, "the answer is empty where JSON belongs; is this the service?")
            }
            Self::Html => Error::decode(
                status,
                "the answer is a web page where JSON belongs; check API_URL, and proxies on the way",
            ),
            Self::Json(fault) => {
                Error::decode(status, "the answer is not the JSON of this call").with_source(fault)
            }
            Self::Unclear(text) => Error::decode(status, text),
        }
    }
}

/// What is wrong with JSON, and where. The parser's own message is not kept, because it quotes the values it met.
#[derive(Debug)]
pub(in crate::api) struct JsonFault {
    what: &'static str,
    missing: Option<String>,
    line: usize,
    column: usize,
}

impl JsonFault {
    fn new(error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        let what = match error.classify() {
            Category::Eof => "it breaks off",
            Category::Syntax | Category::Io => "it is not JSON",
            Category::Data => "a member is missing, or not of its type",
        };
        // The names in this one message are those of our own types.
        let message = error.to_string();
        let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        Self { what, missing: missing.map(str::to_owned), line: error.line(), column: error.column() }
    }
}

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.missing {
            Some(name) => write!(f, "it lacks `{name}`")?,
            None => f.write_str(self.what)?,
        }
        write!(f, " at line {} column {}", self.line, self.column)
    }
}

impl std::error::Error for JsonFault {}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::{ErrorKind, api::ErrorCode};

    #[derive(Debug, Deserialize)]
    struct Count {
        count: u64,
    }

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, moved: false, retry_after: None, body: Body::Whole(body.as_bytes().to_vec()) }
    }

    fn refused(status: u16, body: &str) -> Error {
        judge(&answer(status, body), json::<Count>).unwrap_err()
    }

    #[test]
    fn a_yes_is_a_good_status_and_the_right_json() {
        assert_eq!(judge(&answer(200, "{\"count\":3,\"new\":[]}"), json::<Count>).unwrap().count, 3);
        for (status, body) in [(200, ""), (204, ""), (200, " \r\n"), (200, "{}")] {
            assert!(judge(&answer(status, body), nothing).is_ok(), "{status} {body:?}");
        }
    }

    #[test]
    fn no_error_status_is_ever_a_yes() {
        for status in (100..200).chain(300..600) {
            for body in ["", "{\"count\":3}", "{\"success\":true}", "<html>", "null", "[]"] {
                let error = refused(status, body);
                assert_eq!((error.kind(), error.status()), (ErrorKind::Problem, Some(status)));
                assert!(judge(&answer(status, body), nothing).is_err());
            }
        }
    }

    #[test]
    fn success_false_is_a_refusal_under_any_status() {
        let body = "{\"count\":3,\"success\":false}";
        assert_eq!(refused(200, body).kind(), ErrorKind::Problem);
        assert!(refused(200, body).is_token_refused());
        assert!(judge(&answer(200, body), nothing).unwrap_err().is_token_refused());
    }

    #[test]
    fn a_body_that_is_not_ours_is_named_for_what_it_is() {
        for (body, part) in [
            ("", "empty"),
            ("<!doctype html><p>hello", "web page"),
            ("hello", "not the JSON"),
            ("{\"count\":", "not the JSON"),
            ("{\"count\":\"three\"}", "not the JSON"),
            ("[]", "not the JSON"),
        ] {
            let error = refused(200, body);
            assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)), "{body}");
            assert!(error.to_string().contains(part), "{body}: {error}");
        }
        assert!(judge(&answer(200, "<html>"), nothing).is_err());
        assert!(judge(&answer(200, "OK"), nothing).is_err());
        let fault = refused(200, "{\"other\":1}").source().unwrap().to_string();
        assert_eq!(fault, "it lacks `count` at line 1 column 11");
    }

    #[test]
    fn no_value_of_the_answer_is_repeated() {
        for body in ["{\"count\":\"sesame\"}", "sesame", "{\"success\":\"sesame\"}", "\"sesame\""] {
            let shown = format!("{:?} {:#?}", refused(200, body), refused(200, body));
            assert!(!shown.contains("sesame"), "{shown}");
        }
        let body = "{\"type\":\"x#sesame\",\"title\":\"sesame\",\"detail\":\"sesame\",\"errors\":{\"a sesame\":[]},\
                    \"errorCode\":\"a:secret:sesame\",\"traceId\":\"sesame\"}";
        let error = refused(400, body);
        assert!(!format!("{error} {error:?} {:?}", error.problem()).contains("sesame"));
    }

    #[test]
    fn the_code_is_a_member_or_else_the_fragment_of_the_type() {
        let expired =
            refused(403, "{\"errorCode\":\"expired_token\",\"type\":\"https://x/errors.html#other\"}");
        assert_eq!(expired.code(), Some(&ErrorCode::ExpiredToken));
        assert!(expired.is_token_refused() && !expired.is_our_key() && !expired.is_retryable());
        let by_type = refused(400, "{\"type\":\"https://x/guide/errors.html#invalid_token\"}");
        assert_eq!(by_type.code(), Some(&ErrorCode::InvalidToken));
        let validation = "{\"type\":\"https://tools.ietf.org/html/rfc9110#section-15.5.1\",\
                          \"errors\":{\"userId\":[\"x\"]}}";
        let validation = refused(400, validation);
        assert_eq!(validation.code(), None);
        assert_eq!(validation.problem().unwrap().fields().collect::<Vec<_>>(), ["userId"]);
        assert!(validation.to_string().contains("userId"));
        let odd = refused(400, "{\"type\":5,\"errorCode\":[1],\"errors\":7,\"traceId\":null}");
        assert_eq!((odd.code(), odd.status()), (None, Some(400)));
    }

    #[test]
    fn our_key_is_told_from_our_users_token() {
        let ours = [
            (401, "{\"type\":\"https://docs.passwordless.dev/guide/errors.html#ApiSecret\"}"),
            (401, ""),
            (403, "{\"type\":\"https://docs.passwordless.dev/guide/errors.html#forbidden\"}"),
            (403, ""),
        ];
        for (status, body) in ours {
            let error = refused(status, body);
            assert!(error.is_our_key() && !error.is_token_refused(), "{status} {body}");
        }
        assert_eq!(refused(401, ours[0].1).code(), None);
        // Not the key: the feature is off, or the user's token has expired, or the plan is too small.
        for body in [
            "{\"type\":\"https://docs.passwordless.dev/guide/errors.html#\",\"errorCode\":null}",
            "{\"errorCode\":\"expired_token\"}",
            "{\"errorCode\":\"magic_link_email_admin_address_only\"}",
        ] {
            assert!(!refused(403, body).is_our_key(), "{body}");
        }
    }

    #[test]
    fn only_an_outage_invites_to_try_again() {
        for status in [429, 502, 503, 504] {
            assert!(refused(status, "").is_retryable());
        }
        for status in [302, 400, 401, 403, 404, 409, 500, 501] {
            assert!(!refused(status, "").is_retryable(), "{status}");
        }
        assert!(!refused(429, "{\"errorCode\":\"magic_link_email_quota_exceeded\"}").is_retryable());
    }

    #[test]
    fn what_could_not_be_read_is_never_a_yes() {
        for body in [Body::TooLarge { limit: 10 }, Body::Unread] {
            let mut answer = Answer { body, ..answer(200, "") };
            assert!(judge(&answer, json::<Count>).is_err());
            answer.status = 503;
            assert!(judge(&answer, nothing).unwrap_err().is_retryable());
        }
        let moved = Answer { moved: true, ..answer(200, "{\"count\":3}") };
        assert!(judge(&moved, json::<Count>).unwrap_err().to_string().contains("redirect"));
    }
}
