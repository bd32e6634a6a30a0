use std::{fmt, ops::Deref};

use bytes::Bytes;
use http::{Extensions, HeaderMap, Method, Request, Response, Uri};
use passwordless::{Passwordless, Rejection, refusal::Dialect};

use crate::respond::response;

/// A request that is refused, for an application that answers it in its own words: a
/// [`passwordless::refusal::Refusal`] with the head of the request.
///
/// ```
/// use bytes::Bytes;
/// use http::Response;
/// use passwordless::refusal::Dialect;
/// use passwordless_tower::Refusal;
///
/// fn answer(refusal: &Refusal<'_>) -> Response<Bytes> {
///     let mut response = refusal.response(); // status and headers stay
///     if refusal.dialect() == Dialect::Json {
///         *response.body_mut() = format!("{{\"error\":\"{}\"}}", refusal.rejection().code()).into();
///     }
///     response
/// }
/// ```
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    refusal: passwordless::refusal::Refusal<'a>,
    head: Head<'a>,
}

/// What a refusal looks at of its request.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
}

impl<'a> Head<'a> {
    pub(crate) fn of<B>(request: &'a Request<B>) -> Self {
        let uri = original_uri(request.extensions()).unwrap_or(request.uri());
        Self { method: request.method(), uri, headers: request.headers() }
    }

    pub(crate) fn of_parts(parts: &'a http::request::Parts) -> Self {
        let uri = original_uri(&parts.extensions).unwrap_or(&parts.uri);
        Self { method: &parts.method, uri, headers: &parts.headers }
    }
}

impl<'a> Refusal<'a> {
    pub(crate) fn new(passwordless: &'a Passwordless, rejection: Rejection, head: Head<'a>) -> Self {
        let Head { method, uri, headers } = head;
        let mut refusal = passwordless.refusal(rejection, method.as_str(), uri.path(), uri.query());
        headers.iter().for_each(|(name, value)| refusal.header(name.as_str(), value.as_bytes()));
        Self { refusal, head }
    }

    /// The same refusal in another dialect.
    #[must_use]
    pub fn in_dialect(self, dialect: Dialect) -> Self {
        Self { refusal: self.refusal.in_dialect(dialect), ..self }
    }

    /// The request's method.
    pub fn method(&self) -> &'a Method {
        self.head.method
    }

    /// The request's target.
    pub fn uri(&self) -> &'a Uri {
        self.head.uri
    }

    /// The request's headers. They hold the credentials: keep them out of logs and answers.
    pub fn headers(&self) -> &'a HeaderMap {
        self.head.headers
    }

    /// The answer as this crate gives it, in the dialect of the request.
    pub fn response(&self) -> Response<Bytes> {
        response(self.answer())
    }
}

impl<'a> Deref for Refusal<'a> {
    type Target = passwordless::refusal::Refusal<'a>;

    fn deref(&self) -> &passwordless::refusal::Refusal<'a> {
        &self.refusal
    }
}

/// Neither the target, whose query may hold a secret, nor a header.
impl fmt::Debug for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(f)
    }
}

/// The target that the client named. A nested router of axum takes the front off, and the way back would miss it.
#[cfg(feature = "axum")]
fn original_uri(extensions: &Extensions) -> Option<&Uri> {
    extensions.get::<axum::extract::OriginalUri>().map(|original| &original.0)
}

#[cfg(not(feature = "axum"))]
fn original_uri(_: &Extensions) -> Option<&Uri> {
    None
}
