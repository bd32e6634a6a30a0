//! An attestation statement and what it is about.

use aws_lc_rs::{
    digest::{Digest, SHA1_FOR_LEGACY_USE_ONLY, digest},
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY},
};
use ciborium::Value;

use crate::webauthn::{
    Algorithm, Refusal, authenticator_data::Attested, cbor, certificate::Certificate, cose::PublicKey,
};

/// A statement, the data that it vouches for, and the credential within them.
#[derive(Debug)]
pub(super) struct Statement<'a> {
    pub(super) members: &'a [(Value, Value)],
    pub(super) authenticator_data: &'a [u8],
    pub(super) client_data_hash: &'a [u8],
    pub(super) credential: &'a Attested<'a>,
    pub(super) key: &'a PublicKey,
}

/// How a statement is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatementAlgorithm {
    /// As a passkey signs.
    Offered(Algorithm),
    /// RSA PKCS #1 with SHA-1, which no passkey may have and many a TPM has.
    Rs1,
}

const RS1: i64 = -65_535;

impl<'a> Statement<'a> {
    /// What most formats sign: the authenticator data and the client data's hash.
    pub(super) fn signed(&self) -> Vec<u8> {
        [self.authenticator_data, self.client_data_hash].concat()
    }

    pub(super) fn member(&self, name: &str) -> Option<&'a Value> {
        cbor::member(self.members, name)
    }

    /// A member of bytes, which may not be empty.
    pub(super) fn bytes(&self, name: &str) -> Option<&'a [u8]> {
        self.member(name).and_then(Value::as_bytes).map(Vec::as_slice).filter(|bytes| !bytes.is_empty())
    }

    pub(super) fn signature(&self) -> Result<&'a [u8], Refusal> {
        self.bytes("sig").ok_or(Refusal("the attestation lacks its signature"))
    }

    pub(super) fn algorithm(&self) -> Result<StatementAlgorithm, Refusal> {
        let number = self.member("alg").and_then(Value::as_integer);
        let number = number.ok_or(Refusal("the attestation lacks its algorithm"))?;
        match i64::try_from(number) {
            Ok(RS1) => Some(StatementAlgorithm::Rs1),
            Ok(number) => Algorithm::from_number(number).map(StatementAlgorithm::Offered),
            Err(_) => None,
        }
        .ok_or(Refusal("the attestation's algorithm is not known"))
    }

    /// The certificates, the authenticator's own first.
    pub(super) fn chain(&self) -> Result<Vec<Certificate>, Refusal> {
        let chain = self.member("x5c").and_then(Value::as_array).filter(|chain| !chain.is_empty());
        let chain = chain.ok_or(Refusal("the attestation holds no certificate"))?;
        let bytes = |entry: &'a Value| entry.as_bytes().map_or(&[][..], Vec::as_slice);
        chain.iter().map(|entry| Certificate::parse(bytes(entry))).collect()
    }
}

impl StatementAlgorithm {
    pub(super) fn digest(self, message: &[u8]) -> Digest {
        match self {
            Self::Offered(algorithm) => digest(algorithm.digest(), message),
            Self::Rs1 => digest(&SHA1_FOR_LEGACY_USE_ONLY, message),
        }
    }

    /// Whether the certificate's key signed this message.
    pub(super) fn verify(
        self,
        certificate: &Certificate,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Refusal> {
        let key = match self {
            Self::Offered(algorithm) => algorithm.parse_key(certificate.key()),
            Self::Rs1 => {
                ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, certificate.key()).ok()
            }
        };
        key.ok_or(Refusal("the attestation certificate's key does not fit its algorithm"))?
            .verify_sig(message, signature)
            .map_err(|_| Refusal("the attestation is not signed by its certificate"))
    }
}
