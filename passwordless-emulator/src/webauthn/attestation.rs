//! Attestation statements: WebAuthn section 8. They are verified whatever was asked for.

use ciborium::Value;

use super::authenticator_data::Attested;
use super::cose::PublicKey;
use super::{Algorithm, Refusal, cbor, certificate};

/// An attestation object: what came out of `navigator.credentials.create`.
#[derive(Debug)]
pub(super) struct AttestationObject {
    pub(super) format: String,
    statement: Vec<(Value, Value)>,
    pub(super) authenticator_data: Vec<u8>,
}

impl AttestationObject {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        Self::read(bytes).ok_or(Refusal("the attestation object cannot be read"))
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let map = cbor::only(bytes)?.into_map().ok()?;
        let format = cbor::member(&map, "fmt")?.as_text()?.to_owned();
        let statement = cbor::member(&map, "attStmt")?.as_map()?.clone();
        let authenticator_data = cbor::member(&map, "authData")?.as_bytes()?.clone();
        Some(Self { format, statement, authenticator_data })
    }

    /// Verifies the statement over the authenticator data and the client data's hash.
    pub(super) fn verify(
        &self,
        credential: &Attested<'_>,
        key: &PublicKey,
        client_data_hash: &[u8],
    ) -> Result<(), Refusal> {
        match self.format.as_str() {
            "none" if self.statement.is_empty() => Ok(()),
            "none" => Err(Refusal("an attestation of format none must have an empty statement")),
            "packed" => self.verify_packed(credential, key, client_data_hash),
            _ => Err(Refusal("the emulator verifies the attestation formats none and packed, and no other")),
        }
    }

    fn verify_packed(
        &self,
        credential: &Attested<'_>,
        key: &PublicKey,
        client_data_hash: &[u8],
    ) -> Result<(), Refusal> {
        let incomplete = Refusal("the packed attestation lacks its algorithm or its signature");
        let number = cbor::member(&self.statement, "alg").and_then(Value::as_integer).ok_or(incomplete)?;
        let algorithm = i64::try_from(number).ok().and_then(Algorithm::from_number);
        let signature = cbor::member(&self.statement, "sig").and_then(Value::as_bytes).ok_or(incomplete)?;
        let signed = [&self.authenticator_data, client_data_hash].concat();
        match cbor::member(&self.statement, "x5c") {
            None if algorithm != Some(key.algorithm) => {
                Err(Refusal("the attestation's algorithm is not the passkey's"))
            }
            None => key.verify(&signed, signature),
            Some(chain) => {
                let first = chain.as_array().and_then(|chain| chain.first()).and_then(Value::as_bytes);
                let first = first.ok_or(Refusal("the attestation's chain holds no certificate"))?;
                let attested = certificate::attested_key(first, &credential.aaguid)?;
                algorithm
                    .and_then(|algorithm| algorithm.parse_key(attested))
                    .ok_or(Refusal("the attestation certificate's key does not fit its algorithm"))?
                    .verify_sig(&signed, signature)
                    .map_err(|_| Refusal("the attestation is not signed by its certificate"))
            }
        }
    }
}
