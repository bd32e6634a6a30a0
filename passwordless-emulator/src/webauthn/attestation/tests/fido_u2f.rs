//! `fido-u2f`.

use super::{
    authenticator::{HASH, ID, MODEL, Made, bytes, x5c},
    authority::{Certificate, key_pair, sign},
};

/// What a security key of U2F signs.
fn signed(made: &Made) -> Vec<u8> {
    [&[0], &made.authenticator_data[..32], &HASH, &ID, made.point()].concat()
}

#[test]
fn a_security_key_signs_with_the_key_of_its_one_certificate() {
    let (made, pair) = (Made::new([0; 16]), key_pair());
    let own = Certificate::new(&[("2.5.4.3", "Security key")], &[]).of(&pair);
    let good = sign(&pair, &signed(&made));
    let attest =
        |signature: &[u8], chain: &[&[u8]]| made.attest("fido-u2f", &[("sig", bytes(signature)), x5c(chain)]);
    assert_eq!(attest(&good, &[&own]), Ok(()));
    // Neither version, nor subject, nor dates are looked at.
    let odd = Certificate { version: 1, to: "20010101000000Z", ..Certificate::new(&[], &[]) };
    assert_eq!(attest(&good, &[&odd.of(&pair)]), Ok(()));
    assert!(attest(&good, &[&own, &own]).is_err());
    assert!(attest(&good, &[]).is_err());
    assert!(attest(&good, &[&own[..own.len() - 1]]).is_err());
    assert!(attest(b"", &[&own]).is_err());
    assert!(attest(&sign(&pair, &made.signed()), &[&own]).is_err());
    assert!(attest(&sign(&made.pair, &signed(&made)), &[&own]).is_err());
    assert!(made.attest("fido-u2f", &[("sig", bytes(&good))]).is_err());
}

#[test]
fn a_security_key_of_u2f_has_no_model() {
    let (made, pair) = (Made::new(MODEL), key_pair());
    let own = Certificate::new(&[], &[]).of(&pair);
    let statement = [("sig", bytes(&sign(&pair, &signed(&made)))), x5c(&[&own])];
    assert!(made.attest("fido-u2f", &statement).is_err());
}
