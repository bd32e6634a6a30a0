//! An authenticator that attests in every format.

use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair as _};
use ciborium::Value;

use super::authority::key_pair;
use crate::{
    clock::Moment,
    webauthn::{
        Refusal, attestation::AttestationObject, authenticator_data::AuthenticatorData, cose::PublicKey,
    },
};

pub(super) const MODEL: [u8; 16] = [7; 16];
/// The hash of the client data of every ceremony here.
pub(super) const HASH: [u8; 32] = [9; 32];
pub(super) const ID: [u8; 3] = [1, 2, 3];

/// A new passkey for ES256 and what its authenticator says of it.
pub(super) struct Made {
    pub(super) pair: EcdsaKeyPair,
    pub(super) authenticator_data: Vec<u8>,
}

impl Made {
    pub(super) fn new(model: [u8; 16]) -> Self {
        let pair = key_pair();
        let point = pair.public_key().as_ref();
        let cose = Value::Map(vec![
            (1.into(), 2.into()),
            (3.into(), (-7).into()),
            ((-1).into(), 1.into()),
            ((-2).into(), Value::Bytes(point[1..33].to_vec())),
            ((-3).into(), Value::Bytes(point[33..].to_vec())),
        ]);
        let mut key = Vec::new();
        ciborium::into_writer(&cose, &mut key).unwrap();
        let head = [&[5; 32][..], &[0x41, 0, 0, 0, 0], &model, &[0, 3], &ID].concat();
        Self { authenticator_data: [head, key].concat(), pair }
    }

    /// The uncompressed point of its key.
    pub(super) fn point(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    /// What most formats sign.
    pub(super) fn signed(&self) -> Vec<u8> {
        [&self.authenticator_data[..], &HASH].concat()
    }

    /// Verifies a statement about it, at this moment.
    pub(super) fn attest(&self, format: &str, statement: &[(&str, Value)]) -> Result<(), Refusal> {
        self.attest_at(format, statement, Moment::now())
    }

    pub(super) fn attest_at(
        &self,
        format: &str,
        statement: &[(&str, Value)],
        now: Moment,
    ) -> Result<(), Refusal> {
        let statement = statement.iter().map(|(name, value)| (Value::from(*name), value.clone())).collect();
        let object = AttestationObject::new(format, statement, self.authenticator_data.clone());
        let parsed = AuthenticatorData::parse(&object.authenticator_data)?;
        let credential = parsed.attested.unwrap();
        object.verify(&credential, &PublicKey::parse(credential.key)?, &HASH, now)
    }
}

/// A chain of certificates as a member of a statement.
pub(super) fn x5c(chain: &[&[u8]]) -> (&'static str, Value) {
    ("x5c", Value::Array(chain.iter().map(|certificate| bytes(certificate)).collect()))
}

pub(super) fn bytes(bytes: &[u8]) -> Value {
    Value::Bytes(bytes.to_vec())
}
