//! What the authenticator says: WebAuthn section 6.1.

use aws_lc_rs::digest::{SHA256, digest};

use super::{Expected, Refusal, cbor};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKUP_STATE: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENSIONS: u8 = 0x80;

/// The longest id of a credential.
const LONGEST_ID: usize = 1023;

/// Authenticator data, read to its last byte.
#[derive(Debug)]
pub(super) struct AuthenticatorData<'a> {
    rp_id_hash: &'a [u8],
    flags: u8,
    pub(super) counter: u32,
    pub(super) attested: Option<Attested<'a>>,
}

/// A new credential.
#[derive(Debug)]
pub(super) struct Attested<'a> {
    pub(super) aaguid: [u8; 16],
    pub(super) id: &'a [u8],
    /// The COSE key as it was written.
    pub(super) key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        Self::read(bytes).ok_or(Refusal("the authenticator data cannot be read"))
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (rp_id_hash, rest) = bytes.split_at_checked(32)?;
        let (&flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_first_chunk::<4>()?;
        let mut attested = None;
        if flags & ATTESTED != 0 {
            let (credential, after) = Attested::read(rest)?;
            attested = Some(credential);
            rest = after;
        }
        if flags & EXTENSIONS != 0 {
            let (outputs, after) = cbor::first(rest)?;
            if !outputs.is_map() {
                return None;
            }
            rest = after;
        }
        rest.is_empty().then(|| Self { rp_id_hash, flags, counter: u32::from_be_bytes(*counter), attested })
    }

    /// Checks the relying party and the user.
    pub(super) fn verify(&self, expected: &Expected<'_>) -> Result<(), Refusal> {
        let rp_id = expected.rp_id.ok_or(Refusal("the session names no relying party"))?;
        if self.rp_id_hash != digest(&SHA256, rp_id.as_bytes()).as_ref() {
            return Err(Refusal("the passkey was used for another relying party"));
        }
        if self.flags & USER_PRESENT == 0 {
            return Err(Refusal("the user was not present"));
        }
        if expected.user_verified && self.flags & USER_VERIFIED == 0 {
            return Err(Refusal("the user was not verified"));
        }
        Ok(())
    }

    pub(super) fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    pub(super) fn is_backed_up(&self) -> bool {
        self.flags & BACKUP_STATE != 0
    }
}

impl<'a> Attested<'a> {
    fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (aaguid, rest) = bytes.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length == 0 || length > LONGEST_ID {
            return None;
        }
        let (id, rest) = rest.split_at_checked(length)?;
        let (_, after) = cbor::first(rest)?;
        let key = &rest[..rest.len() - after.len()];
        Some((Self { aaguid: *aaguid, id, key }, after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_id(length: u16) -> Vec<u8> {
        // An empty CBOR map is key enough here.
        [
            &[0; 32][..],
            &[ATTESTED, 0, 0, 0, 9],
            &[0; 16],
            &length.to_be_bytes(),
            &vec![1; length.into()],
            &[0xa0],
        ]
        .concat()
    }

    #[test]
    fn ids_have_1_to_1023_bytes() {
        for length in [1, 32, 1023] {
            let bytes = with_id(length);
            let parsed = AuthenticatorData::parse(&bytes).unwrap();
            assert_eq!((parsed.counter, parsed.attested.unwrap().id.len()), (9, length.into()));
        }
        for length in [0, 1024] {
            assert!(AuthenticatorData::parse(&with_id(length)).is_err(), "{length}");
        }
    }

    #[test]
    fn every_byte_is_accounted_for() {
        let plain = [&[0; 32][..], &[USER_PRESENT, 0, 0, 0, 0]].concat();
        assert!(AuthenticatorData::parse(&plain).is_ok());
        let mut extended = plain.clone();
        extended[32] |= EXTENSIONS;
        assert!(AuthenticatorData::parse(&extended).is_err());
        extended.push(0xa0);
        assert!(AuthenticatorData::parse(&extended).is_ok());
        for bytes in [plain, extended, with_id(16)] {
            assert!(AuthenticatorData::parse(&[&bytes[..], &[0]].concat()).is_err());
            for end in 0..bytes.len() {
                assert!(AuthenticatorData::parse(&bytes[..end]).is_err(), "{end}");
            }
        }
    }
}
