use std::io::Cursor;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use passwordless::Rejection;
use rocket::{Request, Response, http::Status};

use crate::{Passwordless, presented};

/// On what the answer depends. Rocket sends no trailers, so it is not looked whether the client speaks gRPC.
const NAMES: [HeaderName; 4] = [
    http::header::ACCEPT,
    HeaderName::from_static("hx-request"),
    HeaderName::from_static("hx-current-url"),
    HeaderName::from_static("sec-fetch-mode"),
];

/// The answer in the dialect of the request, as all adapters give it.
pub(crate) fn response(rejection: Rejection, request: &Request<'_>) -> Response<'static> {
    let mut response = Response::new();
    response.set_status(Status::new(rejection.status()));
    // Without a fairing nothing is known but the status.
    let Ok(passwordless) = Passwordless::of(request) else { return response };
    let method = Method::from_bytes(request.method().as_str().as_bytes()).unwrap_or_default();
    let uri = Uri::try_from(request.uri().to_string()).unwrap_or_else(|_| Uri::from_static("*"));
    let refusal = passwordless.configured().tower.refusal(rejection, &method, &uri, &headers(request));
    let is_redirect = refusal.status().as_u16() != rejection.status();
    response.set_status(Status::new(refusal.status().as_u16()));
    // The other headers are the fairing's to add, whoever renders: to whatever has the status of the refusal.
    let names: &[&str] =
        if is_redirect { &["Location", "Cache-Control", "Vary"] } else { &["Content-Type", "HX-Redirect"] };
    for name in names {
        if let Some(value) = refusal.headers().get(*name).and_then(|value| value.to_str().ok()) {
            response.set_raw_header(*name, value.to_owned());
        }
    }
    let body = refusal.into_body();
    response.set_sized_body(body.len(), Cursor::new(body));
    response
}

fn headers(request: &Request<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in presented::headers(request) {
        let known = NAMES.into_iter().find(|known| name == known.as_str());
        if let Some((name, value)) = known.zip(HeaderValue::from_str(value).ok()) {
            headers.append(name, value);
        }
    }
    headers
}
