use std::{borrow::Cow, sync::OnceLock};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, VARY},
};
use passwordless::Rejection;

use super::{Dialect, Refusal, grpc, page::page};
use crate::text_body;

const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// The answer in the refusal's dialect.
pub(super) fn response(refusal: &Refusal<'_>) -> Response<Bytes> {
    let rejection = &refusal.rejection;
    match refusal.dialect {
        Dialect::Grpc => grpc::response(rejection),
        Dialect::Page => to_person(refusal),
        Dialect::Htmx => {
            let mut response = problem(rejection);
            response.headers_mut().extend(location(refusal).map(|page| (HX_REDIRECT, page)));
            response
        }
        Dialect::Json => problem(rejection),
    }
}

fn to_person(refusal: &Refusal<'_>) -> Response<Bytes> {
    let Some(page) = location(refusal) else {
        let text = page(&refusal.rejection);
        let headers = headers(&refusal.rejection, "text/html; charset=utf-8");
        return with_status(&refusal.rejection, headers, text.into());
    };
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(LOCATION, page);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static(Dialect::VARY));
    response
}

fn problem(rejection: &Rejection) -> Response<Bytes> {
    static MISSING: OnceLock<HeaderMap> = OnceLock::new();
    let headers = || headers(rejection, Rejection::MEDIA_TYPE);
    // By far the most are this one, and to copy its headers costs less than to write them.
    let headers = match *rejection == Rejection::missing() {
        true => MISSING.get_or_init(headers).clone(),
        false => headers(),
    };
    with_status(rejection, headers, rejection.body())
}

fn headers(rejection: &Rejection, kind: &'static str) -> HeaderMap {
    let mut headers: HeaderMap = rejection
        .headers()
        .filter_map(|(name, value)| {
            let value = HeaderValue::from_maybe_shared(text_body::bytes(value)).ok()?;
            Some((HeaderName::from_static(name), value))
        })
        .collect();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(VARY, HeaderValue::from_static(Dialect::VARY));
    headers
}

fn with_status(rejection: &Rejection, headers: HeaderMap, body: Cow<'static, str>) -> Response<Bytes> {
    let mut response = Response::new(text_body::bytes(body));
    *response.status_mut() = status(rejection);
    *response.headers_mut() = headers;
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
