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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn verified(change: impl FnOnce(&mut Value)) -> bool {
        let mut json =
            json!({ "type": "webauthn.get", "challenge": "AAEC", "origin": "http://localhost:4000" });
        change(&mut json);
        let expected = Expected {
            challenge: &[0, 1, 2],
            origin: "http://localhost:4000",
            rp_id: Some("localhost"),
            user_verified: false,
        };
        verify(json.to_string().as_bytes(), "webauthn.get", &expected).is_ok()
    }

    #[test]
    fn members_that_do_not_count_are_ignored() {
        assert!(verified(|_| {}));
        assert!(verified(|json| json["crossOrigin"] = json!(true)));
        assert!(verified(|json| json["topOrigin"] = json!("https://other.example")));
        assert!(verified(|json| json["other_keys_can_be_added_here"] = json!("do not compare")));
        assert!(verified(|json| json["tokenBinding"] = json!({ "status": "supported" })));
    }

    #[test]
    fn members_that_count_are_checked() {
        assert!(!verified(|json| json["type"] = json!("webauthn.create")));
        assert!(!verified(|json| json["challenge"] = json!("AAED")));
        assert!(!verified(|json| json["challenge"] = json!("")));
        assert!(!verified(|json| json["origin"] = json!("http://localhost:4001")));
        assert!(!verified(|json| json["origin"] = json!(null)));
        assert!(!verified(|json| json["tokenBinding"] = json!({ "status": "present", "id": "AA" })));
        for name in ["type", "challenge", "origin"] {
            assert!(!verified(|json| drop(json.as_object_mut().unwrap().remove(name))), "{name}");
        }
    }
}
