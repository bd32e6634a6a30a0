//! An authority that signs certificates of every shape.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use x509_cert::der::{Encode as _, asn1::ObjectIdentifier};

pub(super) const CONSTRAINTS: &str = "2.5.29.19";
pub(super) const AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";

pub(super) fn key_pair() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()
}

pub(super) fn sign(pair: &EcdsaKeyPair, message: &[u8]) -> Vec<u8> {
    pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
}

/// An element of DER.
pub(super) fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let [high, low] = u16::try_from(contents.len()).unwrap().to_be_bytes();
    let length = match (high, low) {
        (0, 0..=0x7f) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag], &length[..], &contents].concat()
}

pub(super) fn oid(text: &str) -> Vec<u8> {
    ObjectIdentifier::new(text).unwrap().to_der().unwrap()
}

/// A certificate's extension.
pub(super) fn extension(name: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    der(0x30, &[&oid(name), critical, &der(0x04, &[value])])
}

/// A name of UTF-8 attributes, each in a set of its own.
pub(super) fn name(attributes: &[(&str, &str)]) -> Vec<u8> {
    let attribute = |(name, value): &(&str, &str)| {
        der(0x31, &[&der(0x30, &[&oid(name), &der(0x0c, &[value.as_bytes()])])])
    };
    der(0x30, &[&attributes.iter().map(attribute).collect::<Vec<_>>().concat()])
}

/// What a certificate says.
#[derive(Clone)]
pub(super) struct Certificate {
    pub(super) version: u8,
    pub(super) subject: Vec<(&'static str, &'static str)>,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) extensions: Vec<Vec<u8>>,
}

impl Certificate {
    /// Of version 3, good for half a century, and no authority.
    pub(super) fn new(subject: &[(&'static str, &'static str)], extensions: &[Vec<u8>]) -> Self {
        let constraints = extension(CONSTRAINTS, true, &der(0x30, &[]));
        Self {
            version: 3,
            subject: subject.to_vec(),
            from: "20000101000000Z",
            to: "20500101000000Z",
            extensions: [&[constraints], extensions].concat(),
        }
    }

    /// The certificate of a key, signed by an unknown authority.
    pub(super) fn of(&self, pair: &EcdsaKeyPair) -> Vec<u8> {
        let algorithm = der(0x30, &[&oid("1.2.840.10045.4.3.2")]);
        let curve = der(0x30, &[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]);
        let key = der(0x30, &[&curve, &der(0x03, &[&[0], pair.public_key().as_ref()])]);
        let date = |text: &str| der(0x18, &[text.as_bytes()]);
        let version: &[u8] = if self.version == 1 { &[] } else { &[0xa0, 3, 2, 1, self.version - 1] };
        let extensions = if self.version == 3 {
            der(0xa3, &[&der(0x30, &[&self.extensions.concat()])])
        } else {
            Vec::new()
        };
        let signed = der(
            0x30,
            &[
                version,
                &[2, 1, 1],
                &algorithm,
                &name(&[("2.5.4.3", "Authority of a test")]),
                &der(0x30, &[&date(self.from), &date(self.to)]),
                &name(&self.subject),
                &key,
                &extensions,
            ],
        );
        let signature = sign(&key_pair(), &signed);
        der(0x30, &[&signed, &algorithm, &der(0x03, &[&[0], &signature])])
    }
}
