//! The shape that all tokens of the service have: a prefix, then base64url without padding.

use crate::api::error::{InvalidToken, Reason};

/// Far above the few hundred characters of a real token, far below what hurts.
const MAX_LEN: usize = 8192;

const PREFIXES: [&str; 3] = ["verify_", "register_", "session_"];

/// Checks the shape of a token that must begin with `prefix`. The service compares prefixes without case.
pub(super) fn check(text: &str, prefix: &'static str) -> Result<(), InvalidToken> {
    let starts = |prefix: &str| {
        text.as_bytes().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    let refuse = |reason| Err(InvalidToken { wanted: prefix, reason });
    if text.is_empty() {
        return refuse(Reason::Empty);
    }
    if text.len() > MAX_LEN {
        return refuse(Reason::TooLong);
    }
    if !starts(prefix) {
        let other = PREFIXES.into_iter().find(|prefix| starts(prefix));
        return refuse(other.map_or(Reason::NoPrefix, Reason::OtherKind));
    }
    let rest = &text.as_bytes()[prefix.len()..];
    if rest.is_empty() {
        return refuse(Reason::Empty);
    }
    // To the end, whatever comes, so that the compiler can look at many bytes at once.
    let is_plain = |b: u8| b.is_ascii_alphanumeric() | (b == b'-') | (b == b'_');
    if !rest.iter().fold(true, |plain, b| plain & is_plain(*b)) {
        return refuse(Reason::Alphabet);
    }
    Ok(())
}
