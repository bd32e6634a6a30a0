//! The browser script as a route.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Accounts, Answer, Request};
use crate::{Mark, browser};

/// The strong tag of this version of the script.
pub(super) fn tag() -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(Mark::token(browser::SCRIPT).as_bytes()))
}

pub(super) fn answer(accounts: &Accounts, request: &Request<'_>) -> Answer {
    let is_known = request.known_tags.iter().any(|tags| is_among(tags, accounts.script_tag()));
    let answer = match is_known {
        true => Answer::text(304, browser::CONTENT_TYPE, ""),
        false => Answer::text(200, browser::CONTENT_TYPE, browser::SCRIPT),
    };
    // Kept by the browser, and asked for again each time: a new version is seen at once.
    answer
        .header("cache-control", "no-cache")
        .header("x-content-type-options", "nosniff")
        .header("etag", accounts.script_tag().to_owned())
}

/// What the script's functions take and give, for TypeScript. A developer saves it beside their own declarations.
pub(super) fn declarations() -> Answer {
    Answer::text(200, "text/plain; charset=utf-8", browser::DECLARATIONS)
        .header("cache-control", "no-cache")
        .header("x-content-type-options", "nosniff")
}

/// RFC 9110, 13.1.2: a list of tags, compared weakly, or a star.
fn is_among(tags: &[u8], ours: &str) -> bool {
    tags.split(|byte| *byte == b',')
        .map(<[u8]>::trim_ascii)
        .any(|tag| tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == ours.as_bytes())
}
