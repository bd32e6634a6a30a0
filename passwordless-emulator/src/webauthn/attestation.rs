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

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};

    use super::*;
    use crate::webauthn::authenticator_data::AuthenticatorData;

    const AAGUID: [u8; 16] = [7; 16];
    const HASH: [u8; 32] = [9; 32];

    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let contents = parts.concat();
        let [high, low] = u16::try_from(contents.len()).unwrap().to_be_bytes();
        let length = match (high, low) {
            (0, 0..=0x7f) => vec![low],
            (0, _) => vec![0x81, low],
            _ => vec![0x82, high, low],
        };
        [&[tag], &length[..], &contents].concat()
    }

    /// What a certificate says that matters here.
    struct Certificate {
        version: u8,
        unit: &'static [u8],
        authority: bool,
        aaguid: [u8; 16],
    }

    impl Default for Certificate {
        fn default() -> Self {
            Self { version: 2, unit: b"Authenticator Attestation", authority: false, aaguid: AAGUID }
        }
    }

    impl Certificate {
        fn encode(&self, point: &[u8]) -> Vec<u8> {
            let oid = |bytes: &[u8]| der(0x06, &[bytes]);
            let unit = der(0x30, &[&oid(&[0x55, 4, 11]), &der(0x0c, &[self.unit])]);
            let subject = der(0x30, &[&der(0x31, &[&unit])]);
            let algorithm = der(
                0x30,
                &[
                    &oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]),
                    &oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]),
                ],
            );
            let key = der(0x30, &[&algorithm, &der(0x03, &[&[0], point])]);
            let authority: &[u8] = if self.authority { &[1, 1, 0xff] } else { &[] };
            let constraints = der(0x04, &[&der(0x30, &[authority])]);
            let model = der(0x04, &[&der(0x04, &[&self.aaguid])]);
            let extensions = der(
                0x30,
                &[
                    &der(0x30, &[&oid(&[0x55, 0x1d, 0x13]), &constraints]),
                    &der(0x30, &[&oid(&[0x2b, 6, 1, 4, 1, 0x82, 0xe5, 0x1c, 1, 1, 4]), &model]),
                ],
            );
            let nothing = der(0x30, &[]);
            let signed = der(
                0x30,
                &[
                    &[0xa0, 3, 2, 1, self.version],
                    &[2, 1, 1],
                    &nothing,
                    &nothing,
                    &nothing,
                    &subject,
                    &key,
                    &der(0xa3, &[&extensions]),
                ],
            );
            der(0x30, &[&signed, &nothing, &der(0x03, &[&[0]])])
        }
    }

    /// An attestation by this certificate's key, `forged` or good.
    fn attest(certificate: &Certificate, forged: bool) -> Result<(), Refusal> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
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
        let authenticator_data = [&[0; 32][..], &[0x41, 0, 0, 0, 0], &AAGUID, &[0, 1, 5], &key].concat();
        let signed = [&authenticator_data[..], if forged { &[0; 32] } else { &HASH }].concat();
        let signature = pair.sign(&SystemRandom::new(), &signed).unwrap().as_ref().to_vec();
        let object = AttestationObject {
            format: "packed".into(),
            statement: vec![
                ("alg".into(), (-7).into()),
                ("sig".into(), Value::Bytes(signature)),
                ("x5c".into(), Value::Array(vec![Value::Bytes(certificate.encode(point))])),
            ],
            authenticator_data,
        };
        let parsed = AuthenticatorData::parse(&object.authenticator_data)?;
        let credential = parsed.attested.unwrap();
        object.verify(&credential, &PublicKey::parse(credential.key)?, &HASH)
    }

    #[test]
    fn a_certificate_vouches_for_its_authenticator_only() {
        assert_eq!(attest(&Certificate::default(), false), Ok(()));
        assert!(attest(&Certificate::default(), true).is_err());
        for wrong in [
            Certificate { version: 0, ..Certificate::default() },
            Certificate { unit: b"Web Server", ..Certificate::default() },
            Certificate { authority: true, ..Certificate::default() },
            Certificate { aaguid: [8; 16], ..Certificate::default() },
        ] {
            assert!(attest(&wrong, false).is_err());
        }
    }

    #[test]
    fn no_damaged_certificate_is_too_odd() {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let good = Certificate::default().encode(pair.public_key().as_ref());
        assert!(certificate::attested_key(&good, &AAGUID).is_ok());
        for place in 0..good.len() {
            assert!(certificate::attested_key(&good[..place], &AAGUID).is_err());
            for mask in [0x01, 0x80, 0xff] {
                let mut changed = good.clone();
                changed[place] ^= mask;
                let _ = certificate::attested_key(&changed, &AAGUID);
            }
        }
    }
}
