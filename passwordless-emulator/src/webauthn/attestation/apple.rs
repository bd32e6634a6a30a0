//! Anonymous attestation of Apple's devices: WebAuthn section 8.8.

use aws_lc_rs::digest::{SHA256, digest};

use super::statement::Statement;
use crate::webauthn::Refusal;

/// The extension with the nonce.
const NONCE: &str = "1.2.840.113635.100.8.2";
/// DER: a sequence of one explicitly tagged octet string of 32 bytes.
const NONCE_HEAD: [u8; 6] = [0x30, 0x24, 0xa1, 0x22, 0x04, 0x20];

pub(super) fn verify(statement: &Statement<'_>) -> Result<(), Refusal> {
    let chain = statement.chain()?;
    let [certificate, _issuer, ..] = &chain[..] else {
        return Err(Refusal("an attestation of Apple holds the certificates of a key and of its issuer"));
    };
    let nonce = digest(&SHA256, &statement.signed());
    let (named, _) =
        certificate.extension(NONCE).ok_or(Refusal("the attestation certificate has no nonce"))?;
    if named.strip_prefix(&NONCE_HEAD) != Some(nonce.as_ref()) {
        return Err(Refusal("the attestation certificate was made for another ceremony"));
    }
    if certificate.point().is_none() || certificate.point() != statement.key.point() {
        return Err(Refusal("the attestation certificate is another key's"));
    }
    Ok(())
}
