//! What came out of `navigator.credentials.create`.

use ciborium::Value;

use super::{android_key, apple, fido_u2f, packed, statement::Statement, tpm};
use crate::{
    clock::Moment,
    webauthn::{Refusal, authenticator_data::Attested, cbor, cose::PublicKey},
};

/// An attestation object, its statement not verified yet.
#[derive(Debug)]
pub(in crate::webauthn) struct AttestationObject {
    pub(in crate::webauthn) format: String,
    statement: Vec<(Value, Value)>,
    pub(in crate::webauthn) authenticator_data: Vec<u8>,
}

impl AttestationObject {
    pub(in crate::webauthn) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        Self::read(bytes).ok_or(Refusal("the attestation object cannot be read"))
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let map = cbor::only(bytes)?.into_map().ok()?;
        let format = cbor::member(&map, "fmt")?.as_text()?.to_owned();
        let statement = cbor::member(&map, "attStmt")?.as_map()?.clone();
        let authenticator_data = cbor::member(&map, "authData")?.as_bytes()?.clone();
        Some(Self { format, statement, authenticator_data })
    }

    /// Verifies the statement over the authenticator data and the client data's hash. Certificates must be good at
    /// this moment where their format asks for it; no chain is traced to a root.
    pub(in crate::webauthn) fn verify(
        &self,
        credential: &Attested<'_>,
        key: &PublicKey,
        client_data_hash: &[u8],
        now: Moment,
    ) -> Result<(), Refusal> {
        let statement = Statement {
            members: &self.statement,
            authenticator_data: &self.authenticator_data,
            client_data_hash,
            credential,
            key,
        };
        match self.format.as_str() {
            "none" if self.statement.is_empty() => Ok(()),
            "none" => Err(Refusal("an attestation of format none must have an empty statement")),
            "packed" => packed::verify(&statement, now),
            "fido-u2f" => fido_u2f::verify(&statement),
            "android-key" => android_key::verify(&statement),
            "apple" => apple::verify(&statement),
            "tpm" => tpm::verify(&statement),
            _ => Err(Refusal("the emulator does not verify this attestation format")),
        }
    }

    #[cfg(test)]
    pub(super) fn new(format: &str, statement: Vec<(Value, Value)>, authenticator_data: Vec<u8>) -> Self {
        Self { format: format.to_owned(), statement, authenticator_data }
    }
}
