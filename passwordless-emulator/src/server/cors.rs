//! Cross-origin requests: everybody may ask anything, without cookies.

use http::{
    HeaderMap, Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
    },
};

use crate::answer::Answer;

/// The answer to a preflight request, for any path; `None` for any other request.
pub(super) fn preflight(method: &Method, headers: &HeaderMap) -> Option<Answer> {
    if method != Method::OPTIONS || !headers.contains_key(ORIGIN) {
        return None;
    }
    let requested = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    let answer = Answer::empty(StatusCode::NO_CONTENT)
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .echo(ACCESS_CONTROL_ALLOW_METHODS, requested.clone());
    Some(match headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        Some(names) => answer.echo(ACCESS_CONTROL_ALLOW_HEADERS, names.clone()),
        None => answer,
    })
}

/// Marks the answer to a page of another origin as readable.
pub(super) fn allow(answer: Answer, headers: &HeaderMap) -> Answer {
    if headers.contains_key(ORIGIN) { answer.header(ACCESS_CONTROL_ALLOW_ORIGIN, "*") } else { answer }
}
