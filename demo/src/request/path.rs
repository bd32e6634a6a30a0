//! The path of a request as its client wrote it.

use rocket::Request;
use rocket::http::uri::Origin;

/// Set where a request is led to another path.
struct Written(Option<&'static str>);

/// The path as the client wrote it, for the log.
pub(crate) fn written_path<'r>(request: &'r Request<'_>) -> &'r str {
    request.local_cache(|| Written(None)).0.unwrap_or(request.uri().path().as_str())
}

/// Leads a request from one path to another, before it is routed.
pub(crate) fn lead(request: &mut Request<'_>, written: &'static str, to: &'static str) {
    request.local_cache(|| Written(Some(written)));
    request.set_uri(Origin::const_new(to, None));
}
