//! The private keys of software passkeys.

use std::sync::OnceLock;

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{self, KeySize},
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
        EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
        RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
    },
};
use ciborium::Value;
use x509_cert::der::{Reader as _, SliceReader, asn1::UintRef};

use super::{Algorithm, PasskeyError, writer};
use crate::{encoding, webauthn::KeyType};

/// A private key and its algorithm.
pub(super) struct Signer {
    pub(super) algorithm: Algorithm,
    key: Key,
}

enum Key {
    Edwards(Ed25519KeyPair),
    Curve(Box<EcdsaKeyPair>),
    Rsa,
}

impl Signer {
    pub(super) fn generate(algorithm: Algorithm) -> Result<Self, PasskeyError> {
        let refused = |_| PasskeyError::Key;
        let on = |curve: &'static EcdsaSigningAlgorithm| {
            EcdsaKeyPair::generate(curve).map(Box::new).map(Key::Curve)
        };
        let key = match algorithm {
            Algorithm::EdDsa => Ed25519KeyPair::generate().map(Key::Edwards).map_err(refused)?,
            Algorithm::Es256 => on(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(refused)?,
            Algorithm::Es384 => on(&ECDSA_P384_SHA384_ASN1_SIGNING).map_err(refused)?,
            Algorithm::Es512 => on(&ECDSA_P521_SHA512_ASN1_SIGNING).map_err(refused)?,
            _ => Key::Rsa,
        };
        Ok(Self { algorithm, key })
    }

    /// A private key for ES256, in PKCS #8 and padded base64.
    pub(super) fn from_pkcs8(text: &str) -> Result<Self, PasskeyError> {
        let bytes = encoding::from_standard(text).ok_or(PasskeyError::Key)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &bytes);
        let pair = pair.map_err(|_| PasskeyError::Key)?;
        Ok(Self { algorithm: Algorithm::Es256, key: Key::Curve(Box::new(pair)) })
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PasskeyError> {
        match &self.key {
            Key::Edwards(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Key::Curve(pair) => pair
                .sign(&SystemRandom::new(), message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| PasskeyError::Key),
            Key::Rsa => {
                let pair = rsa_pair()?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(rsa_encoding(self.algorithm), &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| PasskeyError::Key)?;
                Ok(signature)
            }
        }
    }

    /// The public key as a COSE key.
    pub(super) fn cose_key(&self) -> Result<Vec<u8>, PasskeyError> {
        let algorithm = self.algorithm.number();
        let parameters = match &self.key {
            Key::Edwards(pair) => vec![
                (1, Value::from(1)),
                (3, Value::from(algorithm)),
                (-1, Value::from(6)),
                (-2, Value::Bytes(pair.public_key().as_ref().to_vec())),
            ],
            Key::Curve(pair) => {
                let KeyType::Curve { number, length } = self.algorithm.verified_as().key_type() else {
                    return Err(PasskeyError::Key);
                };
                // An uncompressed point: 4, x, y.
                let point = pair.public_key().as_ref();
                let (x, y) = point
                    .get(1..)
                    .and_then(|point| point.split_at_checked(length))
                    .ok_or(PasskeyError::Key)?;
                vec![
                    (1, Value::from(2)),
                    (3, Value::from(algorithm)),
                    (-1, Value::from(number)),
                    (-2, Value::Bytes(x.to_vec())),
                    (-3, Value::Bytes(y.to_vec())),
                ]
            }
            Key::Rsa => {
                let (n, e) = rsa_public(rsa_pair()?).ok_or(PasskeyError::Key)?;
                vec![
                    (1, Value::from(3)),
                    (3, Value::from(algorithm)),
                    (-1, Value::Bytes(n)),
                    (-2, Value::Bytes(e)),
                ]
            }
        };
        let entries = parameters.into_iter().map(|(label, value)| (Value::from(label), value)).collect();
        writer::cbor(&Value::Map(entries))
    }
}

/// One RSA key for the whole process: making one takes long, and tests need no second.
fn rsa_pair() -> Result<&'static RsaKeyPair, PasskeyError> {
    static PAIR: OnceLock<Option<RsaKeyPair>> = OnceLock::new();
    PAIR.get_or_init(|| rsa::KeyPair::generate(KeySize::Rsa2048).ok()).as_ref().ok_or(PasskeyError::Key)
}

fn rsa_encoding(algorithm: Algorithm) -> &'static dyn RsaEncoding {
    match algorithm {
        Algorithm::Rs384 => &RSA_PKCS1_SHA384,
        Algorithm::Rs512 => &RSA_PKCS1_SHA512,
        Algorithm::Ps256 => &RSA_PSS_SHA256,
        Algorithm::Ps384 => &RSA_PSS_SHA384,
        Algorithm::Ps512 => &RSA_PSS_SHA512,
        _ => &RSA_PKCS1_SHA256,
    }
}

/// Modulus and exponent, out of the `RSAPublicKey` of PKCS #1.
fn rsa_public(pair: &RsaKeyPair) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut reader = SliceReader::new(pair.public_key().as_ref()).ok()?;
    let numbers = reader.sequence(|reader| {
        let (n, e): (UintRef<'_>, UintRef<'_>) = (reader.decode()?, reader.decode()?);
        Ok::<_, x509_cert::der::Error>((n.as_bytes().to_vec(), e.as_bytes().to_vec()))
    });
    numbers.ok()
}
