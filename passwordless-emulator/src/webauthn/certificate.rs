//! An attestation certificate: what WebAuthn section 8.2.1 asks of it, without a chain of trust.

use super::Refusal;
use super::der::{self, Element, INTEGER, SEQUENCE};

/// `2.5.4.11`, organizational unit.
const UNIT: &[u8] = &[0x55, 0x04, 0x0b];
/// `2.5.29.19`, basic constraints.
const CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
/// `1.3.6.1.4.1.45724.1.1.4`, the AAGUID.
const AAGUID: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xe5, 0x1c, 0x01, 0x01, 0x04];
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const BOOLEAN: u8 = 0x01;

/// Checks the certificate of an authenticator and returns its key as `SubjectPublicKeyInfo`.
pub(super) fn attested_key<'a>(certificate: &'a [u8], aaguid: &[u8; 16]) -> Result<&'a [u8], Refusal> {
    let unreadable = Refusal("the attestation certificate cannot be read");
    let fields = fields(certificate).ok_or(unreadable)?;
    let [version, _serial, _algorithm, _issuer, _validity, subject, key, rest @ ..] = &fields[..] else {
        return Err(unreadable);
    };
    if version.tag != VERSION || version.contents != [INTEGER, 1, 2] {
        return Err(Refusal("the attestation certificate is not of version 3"));
    }
    if !subject.whole.windows(UNIT.len()).any(|part| part == UNIT)
        || !contains(subject.contents, b"Authenticator Attestation")
    {
        return Err(Refusal("the attestation certificate is not an authenticator's"));
    }
    for (name, value) in extensions(rest).ok_or(unreadable)? {
        if name == CONSTRAINTS && is_authority(value).ok_or(unreadable)? {
            return Err(Refusal("the attestation certificate is an authority's"));
        }
        if name == AAGUID && der::first(value).is_none_or(|(octets, _)| octets.contents != aaguid) {
            return Err(Refusal("the attestation certificate is another authenticator model's"));
        }
    }
    Ok(key.whole)
}

/// The fields of the part that is signed, the version first.
fn fields(certificate: &[u8]) -> Option<Vec<Element<'_>>> {
    let (outer, rest) = der::first(certificate)?;
    let (inner, _) = der::first(outer.contents)?;
    (rest.is_empty() && outer.tag == SEQUENCE && inner.tag == SEQUENCE)
        .then(|| der::elements(inner.contents))?
}

/// Names and values of the extensions.
fn extensions<'a>(fields: &[Element<'a>]) -> Option<Vec<(&'a [u8], &'a [u8])>> {
    let Some(field) = fields.iter().find(|field| field.tag == EXTENSIONS) else { return Some(Vec::new()) };
    let (list, _) = der::first(field.contents)?;
    der::elements(list.contents)?
        .into_iter()
        .map(|extension| {
            let parts = der::elements(extension.contents)?;
            Some((parts.first()?.contents, parts.last()?.contents))
        })
        .collect()
}

fn is_authority(constraints: &[u8]) -> Option<bool> {
    let (sequence, _) = der::first(constraints)?;
    Some(match der::elements(sequence.contents)?.first() {
        Some(first) => first.tag == BOOLEAN && first.contents != [0],
        None => false,
    })
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
