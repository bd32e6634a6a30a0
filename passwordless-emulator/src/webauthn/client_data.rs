//! What the browser says about the ceremony, and the authenticator signs a hash of.

use serde::Deserialize;

use super::{Expected, Refusal, origin};
use crate::encoding;

/// The members that count. There may be others: Chromium adds one now and then to keep parsers honest.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: Option<String>,
    #[serde(rename = "tokenBinding")]
    token_binding: Option<TokenBinding>,
}

#[derive(Deserialize)]
struct TokenBinding {
    status: String,
}

/// Checks kind, challenge and origin.
pub(super) fn verify(json: &[u8], kind: &str, expected: &Expected<'_>) -> Result<(), Refusal> {
    let json: ClientData =
        serde_json::from_slice(json).map_err(|_| Refusal("the client data cannot be read"))?;
    if json.kind != kind {
        return Err(Refusal("the client data is of another ceremony"));
    }
    if encoding::from_url(&json.challenge).as_deref() != Some(expected.challenge) {
        return Err(Refusal("the challenge is not the session's"));
    }
    let Some(signed) = json.origin else { return Err(Refusal("the client data names no origin")) };
    origin::same(&signed, expected.origin)?;
    match json.token_binding.as_ref().map(|binding| binding.status.as_str()) {
        None | Some("supported" | "not-supported") => Ok(()),
        Some(_) => Err(Refusal("the connection has no token binding")),
    }
}
