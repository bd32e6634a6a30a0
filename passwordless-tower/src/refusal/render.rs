use std::borrow::Cow;

use bytes::Bytes;
use http::{
    HeaderName, HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, LOCATION, VARY},
};
use passwordless::Rejection;

use super::{Dialect, Refusal, grpc, page::page};
use crate::text_body;

const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// The answer in the refusal's dialect.
pub(super) fn response(refusal: &Refusal<'_>) -> Response<Bytes> {
    let rejection = &refusal.rejection;
    let mut response = match refusal.dialect {
        Dialect::Grpc => return grpc::response(rejection),
        Dialect::Page => to_person(refusal),
        Dialect::Htmx => {
            let mut response = problem(rejection);
            response.headers_mut().extend(location(refusal).map(|page| (HX_REDIRECT, page)));
            response
        }
        Dialect::Json => problem(rejection),
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static(Dialect::VARY));
    response
}

fn to_person(refusal: &Refusal<'_>) -> Response<Bytes> {
    let Some(page) = location(refusal) else {
        let text = page(&refusal.rejection);
        return with_status(&refusal.rejection, "text/html; charset=utf-8", text.into());
    };
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(LOCATION, page);
    response
}

fn problem(rejection: &Rejection) -> Response<Bytes> {
    with_status(rejection, Rejection::MEDIA_TYPE, rejection.body())
}

fn with_status(rejection: &Rejection, kind: &'static str, body: Cow<'static, str>) -> Response<Bytes> {
    let mut response = Response::new(text_body::bytes(body));
    *response.status_mut() = status(rejection);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.extend(rejection.headers().filter_map(|(name, value)| {
        Some((HeaderName::from_static(name), HeaderValue::from_maybe_shared(text_body::bytes(value)).ok()?))
    }));
    response
}

fn status(rejection: &Rejection) -> StatusCode {
    StatusCode::from_u16(rejection.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn location(refusal: &Refusal<'_>) -> Option<HeaderValue> {
    HeaderValue::try_from(refusal.sign_in_page()?).ok()
}

#[cfg(test)]
mod tests;
