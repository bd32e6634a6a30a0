//! A request that is refused, from the rejection to the response.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, Entry},
};
use passwordless::{Rejection, refusal::Dialect};

use crate::{
    after::After,
    passwordless::Passwordless,
    refusal::{Head, Refusal},
    respond::bytes,
};

/// Answers a request that is refused, with the rejection in the extensions for whatever stands further out.
pub(crate) fn refuse(
    passwordless: &Passwordless,
    rejection: Rejection,
    request: Head<'_>,
    after: Option<After>,
) -> Response<Bytes> {
    tracing::debug!(
        target: "passwordless.turned_away", code = rejection.code(), status = rejection.status(), "refused a request"
    );
    let refusal = Refusal::new(passwordless.core(), rejection, request);
    let mut response = match passwordless.own_answer() {
        Some(answer) => finish(own(answer(&refusal)), after.as_ref()),
        None => {
            let common = match &after {
                None => Some(&passwordless.common().plain),
                Some(after) if after.removes() => Some(&passwordless.common().removing),
                Some(_) => None,
            };
            let is_common = rejection == Rejection::missing() && refusal.dialect() == Dialect::Json;
            match common.filter(|_| is_common) {
                Some(headers) => {
                    let headers = headers
                        .get_or_init(|| finish(refusal.response(), after.as_ref()).into_parts().0.headers);
                    copied(rejection, headers)
                }
                None => finish(refusal.response(), after.as_ref()),
            }
        }
    };
    response.extensions_mut().insert(rejection);
    response
}

/// An own answer may say otherwise, but not by forgetting it.
fn own(mut response: Response<Bytes>) -> Response<Bytes> {
    if let Entry::Vacant(entry) = response.headers_mut().entry(CACHE_CONTROL) {
        entry.insert(HeaderValue::from_static("no-store"));
    }
    response
}

fn finish(mut response: Response<Bytes>, after: Option<&After>) -> Response<Bytes> {
    if let Some(after) = after {
        after.apply(response.headers_mut());
    }
    response
}

fn copied(rejection: Rejection, headers: &HeaderMap) -> Response<Bytes> {
    let mut response = Response::new(bytes(rejection.body()));
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    *response.headers_mut() = headers.clone();
    response
}
