//! Refusals for programs: problem documents (RFC 9457) with a stable `code`.

use std::borrow::Cow;
use std::io::Cursor;

use passwordless::{Denial, DenialKind, Error, ErrorCode, InvalidToken};
use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use serde_json::json;

use crate::serving::RequestId;

/// Why a request was refused. Its text is for people and never repeats what the service said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The HTTP status.
    pub status: Status,
    /// For programs; stays the same.
    pub code: &'static str,
    /// For people.
    pub detail: Cow<'static, str>,
}

impl Problem {
    /// A refusal.
    pub(crate) fn new(status: Status, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, detail: detail.into() }
    }

    /// The token does not count.
    pub(crate) fn invalid_token(detail: &'static str) -> Self {
        Self::new(Status::Unauthorized, "invalid_token", detail)
    }

    /// Somebody else is asking so much that there is no room.
    pub(crate) fn overloaded() -> Self {
        Self::new(
            Status::ServiceUnavailable,
            "overloaded",
            "Too many people ask at once. Please try again in a moment.",
        )
    }

    /// Something of ours, or of the service's, does not work now.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            Status::ServiceUnavailable,
            "unavailable",
            "This does not work right now. Please try again in a minute.",
        )
    }

    /// Something of ours is wrong, and waiting will not mend it.
    pub(crate) fn internal() -> Self {
        Self::new(Status::InternalServerError, "internal", "Something is wrong on our side.")
    }
}

/// Judged by the service's error code and never by its status alone: an expired token is a 403, a forged one a 500.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        if error.is_our_key() {
            tracing::error!(error = %Chain(&error), "the service refuses our API_SECRET: look at its value and its permissions");
            return Self::internal();
        }
        match error.code() {
            _ if !error.is_token_refused() => {
                tracing::error!(error = %Chain(&error), "the passkey service did not help");
                Self::unavailable()
            }
            Some(ErrorCode::ExpiredToken) => {
                Self::invalid_token("That took too long: the token has expired. Please start again.")
            }
            _ => Self::invalid_token("The token is not one of the service's."),
        }
    }
}

/// Never sent to the service: whatever it is, the service did not make it.
impl From<InvalidToken> for Problem {
    fn from(_: InvalidToken) -> Self {
        Self::invalid_token("The token is not one of the service's.")
    }
}

impl From<Denial> for Problem {
    fn from(denial: Denial) -> Self {
        tracing::warn!(%denial, "refused a verified token");
        if denial.kind() == DenialKind::Age {
            return Self::invalid_token("That took too long: the token is too old. Please start again.");
        }
        Self::new(
            Status::Forbidden,
            "denied",
            "The token was made for another purpose or at another address.",
        )
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(error = %Chain(&error), "the database did not answer");
        Self::unavailable()
    }
}

impl<'r> Responder<'r, 'static> for Problem {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let body = json!({
            "title": self.status.reason_lossy(),
            "status": self.status.code,
            "detail": self.detail,
            "code": self.code,
            "request_id": RequestId::of(request),
        })
        .to_string();
        let mut response = Response::build();
        response
            .status(self.status)
            .header(ContentType::new("application", "problem+json"))
            .header(Header::new("Cache-Control", "no-store"))
            .sized_body(body.len(), Cursor::new(body));
        match self.status {
            // RFC 6750: a token was shown and does not count, or none was.
            Status::Unauthorized if self.code == "invalid_token" => {
                response.header(Header::new("WWW-Authenticate", "Bearer error=\"invalid_token\""));
            }
            Status::Unauthorized => {
                response.header(Header::new("WWW-Authenticate", "Bearer"));
            }
            Status::ServiceUnavailable => {
                response.header(Header::new("Retry-After", "5"));
            }
            _ => {}
        }
        Ok(response.finalize())
    }
}

/// An error and its causes in one line, for logs.
pub struct Chain<'a>(pub &'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl std::fmt::Debug for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
