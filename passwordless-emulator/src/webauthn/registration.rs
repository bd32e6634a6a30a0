//! Registration: WebAuthn section 7.1, as far as the service follows it.

use aws_lc_rs::digest::{SHA256, digest};

use super::{
    Expected, Refusal, attestation::AttestationObject, authenticator_data::AuthenticatorData, client_data,
    cose::PublicKey,
};
use crate::clock::Moment;

/// A new passkey, verified.
#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) id: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) counter: u32,
    pub(crate) format: String,
    pub(crate) aaguid: [u8; 16],
    pub(crate) backup_eligible: bool,
    pub(crate) backup_state: bool,
}

/// Verifies what an authenticator made; `offered` are the algorithms that it could choose from, and certificates are
/// judged at the moment `now`.
pub(crate) fn verify_registration(
    expected: &Expected<'_>,
    offered: &[i64],
    client_data: &[u8],
    attestation_object: &[u8],
    now: Moment,
) -> Result<Registered, Refusal> {
    client_data::verify(client_data, "webauthn.create", expected)?;
    let object = AttestationObject::parse(attestation_object)?;
    let authenticator = AuthenticatorData::parse(&object.authenticator_data)?;
    authenticator.verify(expected)?;
    let Some(credential) = &authenticator.attested else {
        return Err(Refusal("the authenticator made no credential"));
    };
    let key = PublicKey::parse(credential.key)?;
    if !offered.contains(&key.algorithm.number()) {
        return Err(Refusal("the key's algorithm was not offered"));
    }
    object.verify(credential, &key, digest(&SHA256, client_data).as_ref(), now)?;
    Ok(Registered {
        id: credential.id.to_vec(),
        public_key: credential.key.to_vec(),
        counter: authenticator.counter,
        aaguid: credential.aaguid,
        backup_eligible: authenticator.is_backup_eligible(),
        backup_state: authenticator.is_backed_up(),
        format: object.format,
    })
}
