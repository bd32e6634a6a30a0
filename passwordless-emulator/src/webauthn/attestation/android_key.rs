//! Keys of Android's keystore: WebAuthn section 8.4.

use x509_cert::der::{
    Decode as _, Reader as _, SliceReader, Tag,
    asn1::{AnyRef, OctetStringRef},
};

use super::statement::Statement;
use crate::webauthn::Refusal;

/// The extension with Android's description of the key.
const DESCRIPTION: &str = "1.3.6.1.4.1.11129.2.1.17";
/// Tags in an authorization list.
const PURPOSE: u32 = 1;
const ALL_APPLICATIONS: u32 = 600;
const ORIGIN: u32 = 702;
/// The key is for signing.
const SIGN: i32 = 2;
/// The key was made in the keystore.
const GENERATED: i32 = 0;

pub(super) fn verify(statement: &Statement<'_>) -> Result<(), Refusal> {
    let signature = statement.signature()?;
    let algorithm = statement.algorithm()?;
    let chain = statement.chain()?;
    let [certificate, ..] = &chain[..] else {
        return Err(Refusal("the attestation holds no certificate"));
    };
    let signed = statement.signed();
    algorithm.verify(certificate, &signed, signature)?;
    // The certificate is the passkey's own, so that one signature fits both keys.
    statement
        .key
        .verify(&signed, signature)
        .map_err(|_| Refusal("the attestation certificate is another key's"))?;
    let (description, _) = certificate
        .extension(DESCRIPTION)
        .ok_or(Refusal("the attestation certificate does not describe a key of Android"))?;
    let description = Description::read(description)
        .ok_or(Refusal("the attestation certificate's description of its key cannot be read"))?;
    if description.challenge != statement.client_data_hash {
        return Err(Refusal("the attestation certificate was made for another ceremony"));
    }
    for list in [&description.software, &description.hardware] {
        if list.all_applications {
            return Err(Refusal("the key may be used by all applications"));
        }
        if list.origin.unwrap_or(GENERATED) != GENERATED {
            return Err(Refusal("the key was not made in the keystore"));
        }
        if list.purpose.unwrap_or(SIGN) != SIGN {
            return Err(Refusal("the key is not for signing"));
        }
    }
    Ok(())
}

/// The part of Android's description that is checked.
#[derive(Debug)]
struct Description<'a> {
    challenge: &'a [u8],
    software: Authorizations,
    hardware: Authorizations,
}

#[derive(Debug, Default)]
struct Authorizations {
    purpose: Option<i32>,
    all_applications: bool,
    origin: Option<i32>,
}

impl<'a> Description<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let fields = elements(AnyRef::from_der(der).ok()?, Tag::Sequence)?;
        let [_version, _security, _keymint, _keymint_security, challenge, _unique, software, hardware, ..] =
            &fields[..]
        else {
            return None;
        };
        Some(Self {
            challenge: challenge.decode_as::<&OctetStringRef>().ok()?.as_bytes(),
            software: Authorizations::read(*software)?,
            hardware: Authorizations::read(*hardware)?,
        })
    }
}

impl Authorizations {
    fn read(list: AnyRef<'_>) -> Option<Self> {
        let mut read = Self::default();
        for entry in elements(list, Tag::Sequence)? {
            let Tag::ContextSpecific { number, .. } = x509_cert::der::Tagged::tag(&entry) else { continue };
            match number.0 {
                ALL_APPLICATIONS => read.all_applications = true,
                ORIGIN => read.origin = Some(i32::from_der(entry.value()).ok()?),
                PURPOSE => {
                    let purposes = elements(AnyRef::from_der(entry.value()).ok()?, Tag::Set)?;
                    read.purpose = Some(purposes.first()?.decode_as().ok()?);
                }
                _ => {}
            }
        }
        Some(read)
    }
}

/// The elements within a sequence or a set.
fn elements(list: AnyRef<'_>, tag: Tag) -> Option<Vec<AnyRef<'_>>> {
    if x509_cert::der::Tagged::tag(&list) != tag {
        return None;
    }
    let mut reader = SliceReader::new(list.value()).ok()?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(reader.decode().ok()?);
    }
    Some(elements)
}
