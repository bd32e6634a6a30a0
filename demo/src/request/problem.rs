//! Errors of the demo's own: pages for people, problem documents (RFC 9457) with a stable `code` for programs.

use std::borrow::Cow;
use std::io::Cursor;

use passwordless_rocket::Rejection;
use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket_dyn_templates::{Template, context};
use serde_json::json;

use super::asker::is_person;
use super::id::RequestId;
use crate::chain::Chain;

/// Why a request was refused. Its text is for people and never repeats what the service said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The HTTP status.
    pub(crate) status: Status,
    /// For programs; stays the same.
    pub(crate) code: &'static str,
    /// For people.
    pub(crate) detail: Cow<'static, str>,
}

impl Problem {
    /// A refusal.
    pub(crate) fn new(status: Status, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, detail: detail.into() }
    }

    /// What Rocket says by itself, in words.
    pub(crate) fn of(status: Status) -> Self {
        let (code, words) = match status.code {
            401 => ("missing", "Sign in first."),
            403 => ("forbidden", "Only our own pages may ask this."),
            404 => ("not_found", "There is nothing at this address."),
            413 => ("too_large", "That is more than we take at once."),
            429 => (
                "too_many_requests",
                "Too many requests came from your network. Please wait a moment, then try again.",
            ),
            503 => ("unavailable", "This does not work right now. Please try again in a minute."),
            400..500 => ("bad_request", "We do not understand the request."),
            _ => ("internal", "Something is wrong on our side."),
        };
        Self::new(status, code, words)
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        Self::new(Status::new(rejection.status()), rejection.code(), rejection.to_string())
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(error = %Chain(&error), "the database did not answer");
        Self::of(Status::ServiceUnavailable)
    }
}

impl<'r> Responder<'r, 'static> for Problem {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::build();
        if is_person(request) {
            let page = context! { title: self.status.reason_lossy(), words: self.detail, request_id: RequestId::of(request) };
            response.merge(Template::render("error", page).respond_to(request)?);
        } else {
            let body = json!({
                "title": self.status.reason_lossy(),
                "status": self.status.code,
                "detail": self.detail,
                "code": self.code,
                "request_id": RequestId::of(request),
            })
            .to_string();
            response
                .header(ContentType::new("application", "problem+json"))
                .sized_body(body.len(), Cursor::new(body));
        }
        response.status(self.status).header(Header::new("Cache-Control", "no-store"));
        match self.status {
            Status::Unauthorized => response.header(Header::new("WWW-Authenticate", "Bearer")),
            Status::ServiceUnavailable => response.header(Header::new("Retry-After", "5")),
            _ => &mut response,
        };
        response.ok()
    }
}
