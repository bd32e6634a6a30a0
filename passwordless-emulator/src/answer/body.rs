//! Reading a request's body.

use bytes::{Buf, Bytes};
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_TYPE, EXPECT},
};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

use super::Problem;

/// The largest body that the service reads.
const LIMIT: usize = 30_000_000;
/// How much of a larger body is read and dropped, so that its sender gets to see the answer.
const PATIENCE: usize = 1_000_000_000;

/// The text of a JSON body.
pub(crate) async fn read(headers: &HeaderMap, body: &mut Incoming) -> Result<String, Problem> {
    // The service checks the type before it looks whether there is a body.
    if !is_json(headers) {
        return Err(Problem::not_json());
    }
    if body.is_end_stream() {
        return Err(Problem::malformed("A body is needed."));
    }
    let too_large = |length: usize| length > LIMIT;
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut read = Vec::with_capacity(if too_large(announced) { 0 } else { announced });
    let mut received = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            tracing::debug!(%error, "a body broke off");
            Problem::malformed("The body broke off.")
        })?;
        let mut chunk = frame.into_data().unwrap_or_else(|_| Bytes::new());
        received = received.saturating_add(chunk.len());
        if received > PATIENCE {
            break;
        }
        if too_large(received) || too_large(announced) {
            read = Vec::new();
            continue;
        }
        while chunk.has_remaining() {
            let part = chunk.chunk();
            read.extend_from_slice(part);
            chunk.advance(part.len());
        }
    }
    if too_large(received) || too_large(announced) {
        return Err(Problem::bare(StatusCode::PAYLOAD_TOO_LARGE));
    }
    if read.is_empty() {
        return Err(Problem::malformed("A body is needed."));
    }
    let text = String::from_utf8(read).map_err(|_| Problem::malformed("The body is not UTF-8."))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Reads and drops what no handler read, up to a limit: a connection that ends with unread bytes takes the answer
/// along. A client that waits to be asked for its body is not asked.
pub(crate) async fn drain(headers: &HeaderMap, body: &mut Incoming) {
    let mut dropped = 0_usize;
    while dropped <= PATIENCE && !body.is_end_stream() && !headers.contains_key(EXPECT) {
        let Some(Ok(frame)) = body.frame().await else { break };
        dropped = dropped.saturating_add(frame.data_ref().map_or(0, Bytes::len));
    }
}

/// `application/json` or `…+json`, with any parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let media_type = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some((kind, subtype)) = media_type.split_once('/') else { return false };
    (kind == "application" && subtype == "json") || (!kind.is_empty() && subtype.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_recognised_by_its_media_type() {
        let says = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, value.parse().unwrap());
            is_json(&headers)
        };
        assert!(
            says("application/json") && says("Application/JSON; charset=UTF-8") && says("application/x+json")
        );
        assert!(!says("text/plain") && !says("text/json") && !says("json") && !is_json(&HeaderMap::new()));
    }
}
