use http::{HeaderMap, HeaderName, HeaderValue, Method};
use passwordless_tower::Dialect;
use rocket::Request;

/// The headers on which the choice depends, for `Vary`.
pub(crate) const VARY: &str = "Accept, HX-Request, Sec-Fetch-Mode";

/// What the client understands, by the rule that all adapters share.
pub(super) fn of(request: &Request<'_>) -> Dialect {
    let mut headers = HeaderMap::new();
    for name in ["accept", "content-type", "hx-request", "sec-fetch-mode"] {
        for value in request.headers().get(name).filter_map(|value| HeaderValue::from_str(value).ok()) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    let method = Method::from_bytes(request.method().as_str().as_bytes()).unwrap_or_default();
    match Dialect::of(&method, &headers) {
        // Rocket sends no trailers.
        Dialect::Grpc => Dialect::Json,
        dialect => dialect,
    }
}
