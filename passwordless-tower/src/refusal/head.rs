use std::fmt;

use http::{Extensions, HeaderMap, Method, Request, Uri};

/// What a refusal looks at of its request.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
}

impl<'a> Head<'a> {
    pub(crate) fn of<B>(request: &'a Request<B>) -> Self {
        let uri = original_uri(request.extensions()).unwrap_or(request.uri());
        Self { method: request.method(), uri, headers: request.headers() }
    }

    #[cfg(feature = "axum")]
    pub(crate) fn of_parts(parts: &'a http::request::Parts) -> Self {
        let uri = original_uri(&parts.extensions).unwrap_or(&parts.uri);
        Self { method: &parts.method, uri, headers: &parts.headers }
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

/// Neither the target, whose query may hold what is nobody's business, nor the headers, which hold credentials.
impl fmt::Debug for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").field("method", self.method).finish_non_exhaustive()
    }
}
