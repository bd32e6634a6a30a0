//! Damaged certificates.

use super::{authority::key_pair, packed};
use crate::webauthn::certificate::Certificate;

#[test]
fn no_damaged_certificate_is_too_odd() {
    let good = packed::certificate().of(&key_pair());
    assert!(Certificate::parse(&good).is_ok());
    let look = |certificate: &Certificate| {
        let _ = (certificate.is_authority(), certificate.aaguid(), certificate.subject("2.5.4.3"));
        let _ = (certificate.point(), certificate.has_extended_use("2.23.133.8.3"));
        let _ = Certificate::directory_name(certificate.key(), "2.23.133.2.1");
    };
    for place in 0..good.len() {
        assert!(Certificate::parse(&good[..place]).is_err());
        for mask in [0x01, 0x80, 0xff] {
            let mut changed = good.clone();
            changed[place] ^= mask;
            let _ = Certificate::parse(&changed).map(|certificate| look(&certificate));
        }
    }
}
