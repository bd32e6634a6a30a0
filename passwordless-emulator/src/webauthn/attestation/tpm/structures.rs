//! Structures of the TPM 2.0 library specification, part 2, as far as an attestation has them.

use aws_lc_rs::digest::{Algorithm, Digest, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512, digest};

const RSA: u16 = 0x0001;
const ECC: u16 = 0x0023;
/// What every structure that a TPM made begins with.
const GENERATED: [u8; 4] = *b"\xffTCG";
/// The structure attests a key.
const CERTIFY: u16 = 0x8017;

/// `TPMT_PUBLIC`: what a key is.
#[derive(Debug)]
pub(super) struct PubArea<'a> {
    pub(super) whole: &'a [u8],
    pub(super) key: Key<'a>,
}

#[derive(Debug)]
pub(super) enum Key<'a> {
    Rsa { modulus: &'a [u8], exponent: Vec<u8> },
    Curve { cose_number: i64, x: &'a [u8], y: &'a [u8] },
}

/// `TPMS_ATTEST` of a key.
#[derive(Debug)]
pub(super) struct CertInfo<'a> {
    pub(super) extra_data: &'a [u8],
    pub(super) name: Name<'a>,
}

/// A key's name: the digest of its description.
#[derive(Debug)]
pub(super) struct Name<'a> {
    algorithm: &'static Algorithm,
    pub(super) digest: &'a [u8],
}

impl<'a> PubArea<'a> {
    pub(super) fn read(whole: &'a [u8]) -> Option<Self> {
        let mut rest = Cursor(whole);
        let kind = rest.number()?;
        let (_name_algorithm, _attributes, _policy) = (rest.number()?, rest.take(4)?, rest.sized()?);
        let (_symmetric, _scheme) = (rest.number()?, rest.number()?);
        let key = match kind {
            RSA => {
                let _bits = rest.number()?;
                let exponent = exponent(rest.take(4)?);
                Key::Rsa { exponent, modulus: rest.sized()? }
            }
            ECC => {
                let cose_number = match rest.number()? {
                    0x0003 => 1,
                    0x0004 => 2,
                    0x0005 => 3,
                    _ => return None,
                };
                let _derivation = rest.number()?;
                Key::Curve { cose_number, x: rest.sized()?, y: rest.sized()? }
            }
            _ => return None,
        };
        rest.0.is_empty().then_some(Self { whole, key })
    }
}

/// 0 stands for 65537. Another exponent is read with its least significant byte first, as the service's library does.
fn exponent(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.reverse();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    if zeros == bytes.len() { vec![1, 0, 1] } else { bytes.split_off(zeros) }
}

impl<'a> CertInfo<'a> {
    pub(super) fn read(whole: &'a [u8]) -> Option<Self> {
        let mut rest = Cursor(whole);
        if rest.take(4)? != GENERATED || rest.number()? != CERTIFY {
            return None;
        }
        let _signer = rest.sized()?;
        let extra_data = rest.sized().filter(|data| !data.is_empty())?;
        let (_clock, _firmware) = (rest.take(17)?, rest.take(8)?);
        let name = Name::read(rest.sized()?)?;
        let _qualified_name = rest.sized()?;
        rest.0.is_empty().then_some(Self { extra_data, name })
    }
}

impl<'a> Name<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = Cursor(bytes);
        let algorithm = match rest.number()? {
            0x0004 => &SHA1_FOR_LEGACY_USE_ONLY,
            0x000b => &SHA256,
            0x000c => &SHA384,
            0x000d => &SHA512,
            _ => return None,
        };
        (rest.0.len() == algorithm.output_len()).then_some(Self { algorithm, digest: rest.0 })
    }

    pub(super) fn digest_of(&self, area: &[u8]) -> Digest {
        digest(self.algorithm, area)
    }
}

/// What is still to be read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    /// Bytes that come after their number.
    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(length.into())
    }
}
