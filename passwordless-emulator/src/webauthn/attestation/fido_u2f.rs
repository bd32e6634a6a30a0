//! Security keys of the time before WebAuthn: WebAuthn section 8.6.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey};

use super::statement::Statement;
use crate::webauthn::{Algorithm, Refusal};

pub(super) fn verify(statement: &Statement<'_>) -> Result<(), Refusal> {
    if statement.credential.aaguid != [0; 16] {
        return Err(Refusal("an authenticator of U2F has no model, but this one names one"));
    }
    let chain = statement.chain()?;
    let [certificate] = &chain[..] else {
        return Err(Refusal("an attestation of U2F holds exactly one certificate"));
    };
    let attesting = ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, certificate.key())
        .map_err(|_| Refusal("the attestation certificate's key is not on the curve P-256"))?;
    let point = statement
        .key
        .point()
        .filter(|_| statement.key.algorithm == Algorithm::Es256)
        .ok_or(Refusal("the passkey's key is not on the curve P-256"))?;
    let rp_id_hash = statement.authenticator_data.get(..32).unwrap_or_default();
    let signed = [&[0], rp_id_hash, statement.client_data_hash, statement.credential.id, point].concat();
    attesting
        .verify_sig(&signed, statement.signature()?)
        .map_err(|_| Refusal("the attestation is not signed by its certificate"))
}
