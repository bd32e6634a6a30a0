//! `tpm`.

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::EcdsaKeyPair,
};
use ciborium::Value;

use super::{
    authenticator::{MODEL, Made, bytes, x5c},
    authority::{AAGUID, Certificate, der, extension, key_pair, name, oid, sign},
};
use crate::webauthn::Refusal;

const USE: &str = "2.5.29.37";
const NAME: &str = "2.5.29.17";

/// Bytes after their number.
fn sized(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

/// The description of a key on the curve P-256.
fn pub_area(point: &[u8]) -> Vec<u8> {
    let head = [0, 0x23, 0, 0x0b, 0, 4, 0, 0x72];
    let (symmetric_scheme, curve_derivation) = ([0, 0x10, 0, 0x10], [0, 3, 0, 0x10]);
    let (x, y) = (sized(&point[1..33]), sized(&point[33..]));
    [&head[..], &sized(b""), &symmetric_scheme, &curve_derivation, &x, &y].concat()
}

/// What the TPM says of that key in this ceremony.
fn cert_info(signed: &[u8], area: &[u8]) -> Vec<u8> {
    let extra = sized(digest(&SHA256, signed).as_ref());
    let name = sized(&[&[0, 0x0b][..], digest(&SHA256, area).as_ref()].concat());
    [&b"\xffTCG\x80\x17"[..], &sized(b"signer"), &extra, &[1; 17], &[2; 8], &name, &sized(b"")].concat()
}

fn alternative_name(attributes: &[(&str, &str)]) -> Vec<u8> {
    extension(NAME, true, &der(0x30, &[&der(0xa4, &[&name(attributes)])]))
}

const DEVICE: [(&str, &str); 3] =
    [("2.23.133.2.1", "id:FFFFF1D0"), ("2.23.133.2.2", "Model"), ("2.23.133.2.3", "id:00010000")];

fn use_of(purpose: &str) -> Vec<u8> {
    extension(USE, false, &der(0x30, &[&oid(purpose)]))
}

/// A good certificate of an attestation key.
fn certificate() -> Certificate {
    Certificate::new(&[], &[alternative_name(&DEVICE), use_of("2.23.133.8.3")])
}

/// A good statement, made by the key with this certificate.
fn statement(made: &Made, pair: &EcdsaKeyPair, certificate: &Certificate) -> Vec<(&'static str, Value)> {
    let area = pub_area(made.point());
    let info = cert_info(&made.signed(), &area);
    vec![
        ("ver", "2.0".into()),
        ("alg", (-7).into()),
        ("sig", bytes(&sign(pair, &info))),
        ("certInfo", bytes(&info)),
        ("pubArea", bytes(&area)),
        x5c(&[&certificate.of(pair)]),
    ]
}

fn attest(certificate: &Certificate) -> Result<(), Refusal> {
    let (made, pair) = (Made::new(MODEL), key_pair());
    made.attest("tpm", &statement(&made, &pair, certificate))
}

#[test]
fn an_attestation_key_vouches_for_a_key_of_its_tpm() {
    assert_eq!(attest(&certificate()), Ok(()));
    let model = |model: [u8; 16]| extension(AAGUID, false, &[&[4, 16][..], &model].concat());
    for (named, good) in [(MODEL, true), ([0; 16], true), ([8; 16], false)] {
        let mut certificate = certificate();
        certificate.extensions.push(model(named));
        assert_eq!(attest(&certificate).is_ok(), good, "{named:?}");
    }
    // All attributes in one set, as some makers have it.
    let attributes: Vec<_> = DEVICE
        .iter()
        .map(|(name, value)| der(0x30, &[&oid(name), &der(0x0c, &[value.as_bytes()])]))
        .collect();
    let together = der(0x30, &[&der(0x31, &[&attributes.concat()])]);
    let name = extension(NAME, true, &der(0x30, &[&der(0xa4, &[&together])]));
    assert_eq!(attest(&Certificate::new(&[], &[name, use_of("2.23.133.8.3")])), Ok(()));
}

#[test]
fn the_certificate_is_one_of_an_attestation_key() {
    let good = certificate();
    let purpose = use_of("2.23.133.8.3");
    let mut wrong = vec![
        Certificate { version: 1, ..good.clone() },
        Certificate { subject: vec![("2.5.4.3", "TPM")], ..good.clone() },
        Certificate::new(&[], std::slice::from_ref(&purpose)),
        Certificate::new(&[], &[alternative_name(&DEVICE)]),
        Certificate::new(&[], &[alternative_name(&DEVICE), use_of("2.23.133.8.1")]),
        Certificate { extensions: good.extensions[1..].to_vec(), ..good.clone() },
    ];
    for left_out in 0..DEVICE.len() {
        let mut device = DEVICE.to_vec();
        device.remove(left_out);
        wrong.push(Certificate::new(&[], &[alternative_name(&device), purpose.clone()]));
    }
    for maker in ["id:00000000", "id:", "FFFFF1D", "STM"] {
        let mut device = DEVICE;
        device[0].1 = maker;
        wrong.push(Certificate::new(&[], &[alternative_name(&device), purpose.clone()]));
    }
    for (place, wrong) in wrong.iter().enumerate() {
        assert!(attest(wrong).is_err(), "{place}");
    }
}

#[test]
fn the_tpm_attests_this_key_in_this_ceremony() {
    let (made, pair) = (Made::new(MODEL), key_pair());
    let good = statement(&made, &pair, &certificate());
    assert_eq!(made.attest("tpm", &good), Ok(()));
    let other = Made::new(MODEL);
    let with = |changes: &[(&'static str, Value)]| {
        let mut statement = good.clone();
        for (name, value) in changes {
            statement.retain(|(known, _)| known != name);
            statement.push((*name, value.clone()));
        }
        made.attest("tpm", &statement)
    };
    let info = |info: &[u8]| [("certInfo", bytes(info)), ("sig", bytes(&sign(&pair, info)))];
    let area = pub_area(made.point());
    assert!(with(&[("ver", "1.2".into())]).is_err());
    assert!(with(&[("sig", bytes(b""))]).is_err());
    assert!(with(&[("sig", bytes(&sign(&pair, &made.signed())))]).is_err());
    assert!(with(&[("alg", (-257).into())]).is_err());
    assert!(with(&[("pubArea", bytes(&pub_area(other.point())))]).is_err());
    assert!(with(&[("pubArea", bytes(&[&area[..], &[0]].concat()))]).is_err());
    assert!(with(&[("x5c", Value::Null)]).is_err());
    assert_eq!(with(&info(&cert_info(&made.signed(), &area))), Ok(()));
    assert!(with(&info(&cert_info(b"another ceremony", &area))).is_err());
    assert!(with(&info(&cert_info(&made.signed(), &pub_area(other.point())))).is_err());
    let right = cert_info(&made.signed(), &area);
    for place in [0, 4, 5, right.len() - 1] {
        let mut wrong = right.clone();
        wrong[place] ^= 1;
        assert!(with(&info(&wrong)).is_err(), "{place}");
    }
    assert!(with(&info(&[&right[..], &[0]].concat())).is_err());
    for length in 0..right.len() {
        assert!(with(&info(&right[..length])).is_err(), "{length}");
    }
}
