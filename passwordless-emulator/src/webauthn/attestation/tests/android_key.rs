//! `android-key`.

use super::{
    authenticator::{HASH, MODEL, Made, bytes, x5c},
    authority::{Certificate, der, extension, key_pair, sign},
};
use crate::webauthn::Refusal;

const DESCRIPTION: &str = "1.3.6.1.4.1.11129.2.1.17";

/// Entries of an authorization list: their tags are above 30, and so have bytes of their own.
fn purpose(number: u8) -> Vec<u8> {
    der(0xa1, &[&der(0x31, &[&[2, 1, number]])])
}

fn all_applications() -> Vec<u8> {
    [&[0xbf, 0x84, 0x58, 2][..], &[5, 0]].concat()
}

fn origin(number: u8) -> Vec<u8> {
    [&[0xbf, 0x85, 0x3e, 3][..], &[2, 1, number]].concat()
}

fn description(challenge: &[u8], software: &[u8], hardware: &[u8]) -> Vec<u8> {
    let (version, level) = ([2, 1, 4], [0x0a, 1, 1]);
    let fields = [
        &version[..],
        &level,
        &version,
        &level,
        &der(4, &[challenge]),
        &der(4, &[]),
        &der(0x30, &[software]),
        &der(0x30, &[hardware]),
    ];
    extension(DESCRIPTION, false, &der(0x30, &fields))
}

fn attest(description: &[u8]) -> Result<(), Refusal> {
    let made = Made::new(MODEL);
    let own =
        Certificate::new(&[("2.5.4.3", "Android Keystore Key")], &[description.to_vec()]).of(&made.pair);
    let signature = sign(&made.pair, &made.signed());
    made.attest("android-key", &[("alg", (-7).into()), ("sig", bytes(&signature)), x5c(&[&own])])
}

#[test]
fn a_key_of_the_keystore_is_made_for_this_ceremony_and_for_signing() {
    let lists = [purpose(2), origin(0)].concat();
    assert_eq!(attest(&description(&HASH, b"", &lists)), Ok(()));
    assert_eq!(attest(&description(&HASH, &lists, &lists)), Ok(()));
    assert_eq!(attest(&description(&HASH, b"", b"")), Ok(()));
    for (software, hardware) in [
        (&b""[..], all_applications()),
        (&all_applications(), lists.clone()),
        (b"", origin(2)),
        (&origin(1), lists.clone()),
        (b"", purpose(3)),
        (&purpose(0), lists.clone()),
    ] {
        assert!(attest(&description(&HASH, software, &hardware)).is_err(), "{software:02x?} {hardware:02x?}");
    }
    assert!(attest(&description(&[8; 32], b"", &lists)).is_err(), "another ceremony");
    assert!(attest(&extension(DESCRIPTION, false, &der(0x30, &[]))).is_err());
    assert!(attest(&extension(DESCRIPTION, false, b"\x30\x05")).is_err());
    assert!(attest(&extension("1.2.3.4", false, &lists)).is_err());
}

#[test]
fn the_certificate_is_the_passkeys_own() {
    let (made, other) = (Made::new(MODEL), key_pair());
    let certificate = Certificate::new(&[], &[description(&HASH, b"", b"")]);
    let attest = |pair, signer| {
        let (own, signature) = (certificate.of(pair), sign(signer, &made.signed()));
        made.attest("android-key", &[("alg", (-7).into()), ("sig", bytes(&signature)), x5c(&[&own])])
    };
    assert_eq!(attest(&made.pair, &made.pair), Ok(()));
    assert!(attest(&other, &other).is_err());
    assert!(attest(&made.pair, &other).is_err());
    assert!(attest(&other, &made.pair).is_err());
}
