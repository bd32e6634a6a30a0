//! Writing what authenticators and browsers write.

use aws_lc_rs::digest::{SHA256, digest};
use ciborium::Value;

use super::PasskeyError;

pub(super) const USER_PRESENT: u8 = 0x01;
pub(super) const USER_VERIFIED: u8 = 0x04;
pub(super) const BACKUP_ELIGIBLE: u8 = 0x08;
pub(super) const BACKUP_STATE: u8 = 0x10;
pub(super) const ATTESTED: u8 = 0x40;

/// CBOR of a value.
pub(super) fn cbor(value: &Value) -> Result<Vec<u8>, PasskeyError> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(|_| PasskeyError::Key)?;
    Ok(bytes)
}

/// Authenticator data, up to its counter.
pub(super) fn authenticator_data(rp_id: &str, flags: u8, counter: u32) -> Vec<u8> {
    let mut bytes = digest(&SHA256, rp_id.as_bytes()).as_ref().to_vec();
    bytes.push(flags);
    bytes.extend_from_slice(&counter.to_be_bytes());
    bytes
}

/// The attested credential that follows it.
pub(super) fn attested(aaguid: &[u8; 16], id: &[u8], cose_key: &[u8]) -> Result<Vec<u8>, PasskeyError> {
    let length = u16::try_from(id.len()).map_err(|_| PasskeyError::Key)?;
    Ok([&aaguid[..], &length.to_be_bytes(), id, cose_key].concat())
}

/// Client data, its members in the order of the browsers.
pub(super) fn client_data(kind: &str, challenge: &str, origin: &str) -> Vec<u8> {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        r#"{{"type":{},"challenge":{},"origin":{},"crossOrigin":false}}"#,
        text(kind),
        text(challenge),
        text(origin)
    )
    .into_bytes()
}

/// What is signed: authenticator data and the hash of the client data.
pub(super) fn signed(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    [authenticator_data, digest(&SHA256, client_data).as_ref()].concat()
}
