//! `apple`.

use aws_lc_rs::digest::{SHA256, digest};

use super::{
    authenticator::{MODEL, Made, x5c},
    authority::{Certificate, der, extension, key_pair},
};
use crate::webauthn::Refusal;

const NONCE: &str = "1.2.840.113635.100.8.2";

fn nonce(message: &[u8]) -> Vec<u8> {
    let octets = der(0x04, &[digest(&SHA256, message).as_ref()]);
    extension(NONCE, false, &der(0x30, &[&der(0xa1, &[&octets])]))
}

/// Attests with a certificate with this extension, for the passkey's key or another one.
fn attest(extension: impl FnOnce(&Made) -> Vec<u8>, own_key: bool, issuers: usize) -> Result<(), Refusal> {
    let made = Made::new(MODEL);
    let certificate = Certificate::new(&[("2.5.4.3", "Key of a test")], &[extension(&made)]);
    let other = key_pair();
    let own = certificate.of(if own_key { &made.pair } else { &other });
    let issuer = Certificate::new(&[], &[]).of(&key_pair());
    let chain: Vec<&[u8]> = [&own[..]].into_iter().chain(std::iter::repeat_n(&issuer[..], issuers)).collect();
    made.attest("apple", &[x5c(&chain)])
}

#[test]
fn a_certificate_of_the_passkeys_own_key_names_the_ceremony() {
    let good = |made: &Made| nonce(&made.signed());
    assert_eq!(attest(good, true, 1), Ok(()));
    assert_eq!(attest(good, true, 2), Ok(()));
    assert!(attest(good, true, 0).is_err(), "without its issuer");
    assert!(attest(good, false, 1).is_err(), "of another key");
    assert!(attest(|_| nonce(b"another ceremony"), true, 1).is_err());
    assert!(attest(|made| extension(NONCE, false, &made.signed()), true, 1).is_err());
    let without = |made: &Made| extension("1.2.3.4", false, &made.signed());
    assert!(attest(without, true, 1).is_err());
}
