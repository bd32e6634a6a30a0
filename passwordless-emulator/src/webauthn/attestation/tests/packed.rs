//! `packed`.

use ciborium::Value;

use super::{
    authenticator::{MODEL, Made, bytes, x5c},
    authority::{AAGUID, Certificate, extension, key_pair, sign},
};
use crate::{clock::Moment, webauthn::Refusal};

const SUBJECT: [(&str, &str); 4] = [
    ("2.5.4.6", "SE"),
    ("2.5.4.10", "Maker of a test"),
    ("2.5.4.11", "Authenticator Attestation"),
    ("2.5.4.3", "Model of a test"),
];

/// A good certificate of the model.
pub(super) fn certificate() -> Certificate {
    Certificate::new(&SUBJECT, &[model(false, MODEL)])
}

fn model(critical: bool, model: [u8; 16]) -> Vec<u8> {
    extension(AAGUID, critical, &[&[4, 16][..], &model].concat())
}

fn attest(certificate: &Certificate) -> Result<(), Refusal> {
    attest_at(certificate, Moment::now())
}

fn attest_at(certificate: &Certificate, now: Moment) -> Result<(), Refusal> {
    let (made, pair) = (Made::new(MODEL), key_pair());
    let signature = sign(&pair, &made.signed());
    let chain = certificate.of(&pair);
    made.attest_at("packed", &[("alg", (-7).into()), ("sig", bytes(&signature)), x5c(&[&chain])], now)
}

#[test]
fn a_certificate_of_the_model_vouches_for_it() {
    assert_eq!(attest(&certificate()), Ok(()));
    // The model is named by those certificates only that are for several models.
    assert_eq!(attest(&Certificate::new(&SUBJECT, &[])), Ok(()));
}

#[test]
fn a_certificate_vouches_for_its_authenticator_only() {
    let good = certificate();
    let mut wrong = vec![
        Certificate { version: 1, ..good.clone() },
        Certificate { version: 2, ..good.clone() },
        Certificate::new(&SUBJECT, &[model(false, [8; 16])]),
        Certificate::new(&SUBJECT, &[model(true, MODEL)]),
        Certificate::new(&SUBJECT, &[extension(AAGUID, false, &[4, 1, 7])]),
        // An authority, and a certificate that does not say whether it is one.
        Certificate {
            extensions: vec![extension("2.5.29.19", true, &[0x30, 3, 1, 1, 0xff])],
            ..good.clone()
        },
        Certificate { extensions: vec![model(false, MODEL)], ..good.clone() },
    ];
    for left_out in 0..SUBJECT.len() {
        let mut subject = SUBJECT.to_vec();
        subject.remove(left_out);
        wrong.push(Certificate { subject, ..good.clone() });
        let mut subject = SUBJECT.to_vec();
        subject[left_out].1 = if left_out == 2 { "Web Server" } else { "" };
        wrong.push(Certificate { subject, ..good.clone() });
    }
    for (place, wrong) in wrong.iter().enumerate() {
        assert!(attest(wrong).is_err(), "{place}");
    }
}

#[test]
fn every_certificate_of_the_chain_must_be_good_now() {
    let good = certificate();
    let expired = Certificate { to: "20240101000000Z", ..good.clone() };
    assert!(attest(&expired).is_err());
    assert!(attest(&Certificate { from: "20490101000000Z", ..good.clone() }).is_err());
    // By the clock that a test holds.
    let at = |text: &str| Moment::from_timestamp(text.parse().unwrap());
    assert_eq!(attest_at(&expired, at("2023-12-31T23:59:59Z")), Ok(()));
    assert!(attest_at(&good, at("2050-01-02T00:00:00Z")).is_err());

    let (made, pair) = (Made::new(MODEL), key_pair());
    let signature = sign(&pair, &made.signed());
    let attest = |chain: &[&[u8]]| {
        made.attest("packed", &[("alg", (-7).into()), ("sig", bytes(&signature)), x5c(chain)])
    };
    let (own, issuer) = (good.of(&pair), expired.of(&key_pair()));
    assert_eq!(attest(&[&own]), Ok(()));
    assert_eq!(attest(&[&own, &own]), Ok(()));
    assert!(attest(&[&own, &issuer]).is_err());
    assert!(attest(&[&own, b""]).is_err());
    assert!(attest(&[&own, b"\x30\x00"]).is_err());
    assert!(attest(&[]).is_err());
}

#[test]
fn a_statement_must_be_complete_and_signed() {
    let (made, pair) = (Made::new(MODEL), key_pair());
    let own = certificate().of(&pair);
    let signature = sign(&pair, &made.signed());
    let good = [("alg", Value::from(-7)), ("sig", bytes(&signature)), x5c(&[&own])];
    assert_eq!(made.attest("packed", &good), Ok(()));
    let forged = sign(&pair, b"something else");
    for (name, value) in [
        ("alg", Value::Null),
        ("alg", Value::from(-8)),
        ("alg", Value::from(-257)),
        ("alg", Value::from(-47)),
        ("sig", Value::Null),
        ("sig", bytes(b"")),
        ("sig", bytes(&forged)),
        ("sig", bytes(&sign(&key_pair(), &made.signed()))),
        ("x5c", Value::Null),
        ("x5c", Value::Array(vec![Value::Null])),
        ("ecdaaKeyId", bytes(&[1])),
    ] {
        let mut statement = good.to_vec();
        statement.retain(|(known, _)| *known != name);
        statement.push((name, value.clone()));
        assert!(made.attest("packed", &statement).is_err(), "{name}: {value:?}");
    }
    assert!(made.attest("packed", &[]).is_err());
    let with_ecdaa = [("alg", Value::from(-7)), ("sig", bytes(&signature)), ("ecdaaKeyId", bytes(&[1]))];
    assert!(made.attest("packed", &with_ecdaa).is_err());
}

#[test]
fn a_passkey_may_attest_itself() {
    let made = Made::new(MODEL);
    let signature = sign(&made.pair, &made.signed());
    let attest =
        |alg: i64, signature: &[u8]| made.attest("packed", &[("alg", alg.into()), ("sig", bytes(signature))]);
    assert_eq!(attest(-7, &signature), Ok(()));
    assert!(attest(-35, &signature).is_err());
    assert!(attest(-7, &sign(&key_pair(), &made.signed())).is_err());
}

#[test]
fn formats_without_a_verifier_are_refused() {
    let made = Made::new(MODEL);
    assert_eq!(made.attest("none", &[]), Ok(()));
    assert!(made.attest("none", &[("alg", Value::from(-7))]).is_err());
    for format in ["", "Packed", "android-safetynet", "apple-appattest", "compound"] {
        assert!(made.attest(format, &[]).is_err(), "{format}");
    }
}
