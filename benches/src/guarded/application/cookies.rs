use http::{HeaderMap, HeaderValue, header::SET_COOKIE};

use crate::Outcome;

/// What a browser sends back of an answer that sets a cookie.
pub(super) fn sent_back(answer: &HeaderMap) -> Outcome<HeaderValue> {
    let set = answer.get(SET_COOKIE).ok_or("nobody was signed in")?.to_str()?;
    Ok(HeaderValue::from_str(set.split(';').next().unwrap_or_default())?)
}
