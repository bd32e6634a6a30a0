//! From an answer to a response, with the headers that every response has.

use bytes::Bytes;
use http::{
    HeaderMap, Response, StatusCode,
    header::{self, HeaderName, HeaderValue},
};
use http_body_util::Full;
use serde::Serialize;

use super::Problem;

const JSON: &str = "application/json; charset=utf-8";
/// Exactly so: two of the vendor's libraries compare the whole value.
const PROBLEM: &str = "application/problem+json";
/// The name of the header that marks every answer of the emulator; its value is the emulator's version.
///
/// The real service never sends it, so a client can tell the two apart and warn when a release build talks to
/// an emulator.
pub const MARKER_HEADER: &str = "passwordless-emulator";
const MARKER: HeaderName = HeaderName::from_static(MARKER_HEADER);

/// What an endpoint answers.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// 200 with bytes that are no JSON.
    pub(crate) fn garbage() -> Self {
        Self::file(JSON, b"{\"\xff\x00\xfe").header(header::CACHE_CONTROL, "no-store")
    }

    /// No body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// 200 with JSON.
    pub(crate) fn json(value: &impl Serialize) -> Self {
        Self::with_json(StatusCode::OK, JSON, serde_json::to_vec(value))
    }

    /// JSON with line breaks, as the health reports have it.
    pub(crate) fn indented_json(status: StatusCode, value: &impl Serialize) -> Self {
        Self::with_json(status, JSON, serde_json::to_vec_pretty(value))
    }

    /// 200 with text.
    pub(crate) fn text(content_type: &'static str, text: &'static str) -> Self {
        Self::file(content_type, text.as_bytes())
    }

    /// 200 with the contents of a file.
    pub(crate) fn file(content_type: &'static str, contents: &'static [u8]) -> Self {
        let body = Bytes::from_static(contents);
        Self { body, ..Self::empty(StatusCode::OK) }.header(header::CONTENT_TYPE, content_type)
    }

    /// 200 with JSON that is written already.
    pub(crate) fn written(json: String) -> Self {
        Self { body: json.into(), ..Self::empty(StatusCode::OK) }.header(header::CONTENT_TYPE, JSON)
    }

    /// Not to be cached, and with nothing loaded from elsewhere: what every control answers.
    pub(crate) fn uncached(self) -> Self {
        self.secured().header(header::CACHE_CONTROL, "no-store")
    }

    pub(crate) fn header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// A header with a value that the request brought along.
    pub(crate) fn echo(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The headers of every routed answer: load nothing, sniff nothing, send no referrer.
    pub(crate) fn secured(self) -> Self {
        self.header(header::CONTENT_SECURITY_POLICY, "default-src 'self';")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(header::REFERRER_POLICY, "no-referrer")
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response.headers_mut().insert(MARKER, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
        response
    }

    fn with_json(status: StatusCode, content_type: &'static str, body: serde_json::Result<Vec<u8>>) -> Self {
        match body {
            Ok(body) => {
                Self { body: body.into(), ..Self::empty(status) }.header(header::CONTENT_TYPE, content_type)
            }
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                Self::empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        let answer = match problem.document() {
            Some(document) => Self::with_json(problem.status(), PROBLEM, serde_json::to_vec(document)),
            None => Self::empty(problem.status()),
        };
        match problem.header() {
            Some((name, value)) => match HeaderValue::try_from(value.as_ref()) {
                Ok(value) => answer.echo(name, value),
                // Only names of methods and of keys come here.
                Err(_) => answer,
            },
            None => answer,
        }
    }
}
