//! `tpm` as most machines have it: a key for RSA, attested with SHA-1.
//!
//! The vector was made with OpenSSL, since the library of this crate does not sign with SHA-1.

use ciborium::Value;
use serde_json::Value as Json;

use super::authenticator::{HASH, bytes, x5c};
use crate::{
    clock::Moment,
    encoding,
    webauthn::{
        Refusal, attestation::AttestationObject, authenticator_data::AuthenticatorData, cose::PublicKey,
    },
};

/// Verifies the vector, with one member changed.
fn attest(change: impl FnOnce(&mut Json)) -> Result<(), Refusal> {
    let mut vector: Json = serde_json::from_str(include_str!("tpm_rs1.json")).unwrap();
    change(&mut vector);
    let member = |name: &str| encoding::from_url(vector[name].as_str().unwrap()).unwrap();
    let algorithm = vector["alg"].as_i64().unwrap_or(-65_535);
    let statement = [
        ("ver", "2.0".into()),
        ("alg", algorithm.into()),
        ("sig", bytes(&member("sig"))),
        ("certInfo", bytes(&member("certInfo"))),
        ("pubArea", bytes(&member("pubArea"))),
        x5c(&[&member("x5c")]),
    ];
    let statement = statement.map(|(name, value): (&str, Value)| (Value::from(name), value)).to_vec();
    let object = AttestationObject::new("tpm", statement, member("authData"));
    let parsed = AuthenticatorData::parse(&object.authenticator_data)?;
    let credential = parsed.attested.unwrap();
    object.verify(&credential, &PublicKey::parse(credential.key)?, &HASH, Moment::now())
}

/// The member with one bit of a byte changed, counted from its end.
fn flipped(vector: &mut Json, name: &str, from_end: usize) {
    let mut bytes = encoding::from_url(vector[name].as_str().unwrap()).unwrap();
    let place = bytes.len() - from_end;
    bytes[place] ^= 2;
    vector[name] = encoding::url(bytes).into();
}

#[test]
fn a_key_for_rsa_is_attested_with_sha_1() {
    assert_eq!(attest(|_| {}), Ok(()));
    assert!(attest(|vector| vector["alg"] = (-257).into()).is_err());
    assert!(attest(|vector| flipped(vector, "sig", 1)).is_err());
    assert!(attest(|vector| flipped(vector, "certInfo", 3)).is_err());
    // The exponent and the modulus of the passkey, and of the described key.
    assert!(attest(|vector| flipped(vector, "authData", 3)).is_err());
    assert!(attest(|vector| flipped(vector, "authData", 100)).is_err());
    assert!(attest(|vector| flipped(vector, "pubArea", 1)).is_err());
    assert!(attest(|vector| flipped(vector, "pubArea", 260)).is_err());
}
