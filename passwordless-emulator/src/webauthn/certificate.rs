//! A certificate of an attestation. Its issuer is not checked: no chain is traced to a root.

use x509_cert::{
    Version,
    der::{
        Decode as _, Encode as _,
        asn1::{
            AnyRef, ObjectIdentifier, OctetStringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef,
        },
    },
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, SubjectAltName, name::GeneralName},
    name::Name,
};

use super::Refusal;
use crate::clock::Moment;

const CONSTRAINTS: &str = "2.5.29.19";
const EXTENDED_USE: &str = "2.5.29.37";
/// The model of an authenticator.
const AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";

/// A certificate that could be read.
#[derive(Debug)]
pub(super) struct Certificate {
    inner: x509_cert::Certificate,
    /// Its key as `SubjectPublicKeyInfo`.
    key: Vec<u8>,
}

impl Certificate {
    pub(super) fn parse(der: &[u8]) -> Result<Self, Refusal> {
        let unreadable = |_| Refusal("an attestation certificate cannot be read");
        let inner = x509_cert::Certificate::from_der(der).map_err(unreadable)?;
        let key = inner.tbs_certificate().subject_public_key_info().to_der().map_err(unreadable)?;
        Ok(Self { inner, key })
    }

    /// Its key as `SubjectPublicKeyInfo`.
    pub(super) fn key(&self) -> &[u8] {
        &self.key
    }

    /// Its key as an uncompressed point, where it may be one.
    pub(super) fn point(&self) -> Option<&[u8]> {
        let key = &self.inner.tbs_certificate().subject_public_key_info().subject_public_key;
        key.as_bytes().filter(|bytes| bytes.first() == Some(&4))
    }

    pub(super) fn is_version_3(&self) -> bool {
        self.inner.tbs_certificate().version() == Version::V3
    }

    pub(super) fn is_valid_at(&self, moment: Moment) -> bool {
        let validity = self.inner.tbs_certificate().validity();
        let [from, to] = [&validity.not_before, &validity.not_after].map(|time| time.to_unix_duration());
        (from..=to).contains(&moment.since_1970())
    }

    pub(super) fn has_subject(&self) -> bool {
        !self.inner.tbs_certificate().subject().is_empty()
    }

    /// An attribute of the subject; the last one where there are several.
    pub(super) fn subject(&self, oid: &str) -> Option<String> {
        attribute(self.inner.tbs_certificate().subject(), oid)
    }

    /// The contents of an extension, and whether it is critical.
    pub(super) fn extension(&self, oid: &str) -> Option<(&[u8], bool)> {
        let oid = ObjectIdentifier::new(oid).ok()?;
        let extensions = self.inner.tbs_certificate().extensions()?;
        let found = extensions.iter().find(|extension| extension.extn_id == oid)?;
        Some((found.extn_value.as_bytes(), found.critical))
    }

    /// Whether it may sign certificates, or does not say that it may not.
    pub(super) fn is_authority(&self) -> bool {
        let constraints = self.extension(CONSTRAINTS);
        constraints.and_then(|(der, _)| BasicConstraints::from_der(der).ok()).is_none_or(|read| read.ca)
    }

    pub(super) fn has_extended_use(&self, oid: &str) -> bool {
        let uses = self.extension(EXTENDED_USE).and_then(|(der, _)| ExtendedKeyUsage::from_der(der).ok());
        uses.is_some_and(|uses| uses.0.iter().any(|r#use| r#use.to_string() == oid))
    }

    /// The model of authenticators that it is for, if it names one.
    pub(super) fn aaguid(&self) -> Result<Option<[u8; 16]>, Refusal> {
        let Some((der, critical)) = self.extension(AAGUID) else { return Ok(None) };
        let named =
            <&OctetStringRef>::from_der(der).ok().and_then(|octets| octets.as_bytes().try_into().ok());
        match named {
            Some(aaguid) if !critical => Ok(Some(aaguid)),
            _ => Err(Refusal("the attestation certificate names no authenticator model as it should")),
        }
    }

    /// An attribute of the first directory name among alternative names.
    pub(super) fn directory_name(alternative_names: &[u8], oid: &str) -> Option<String> {
        let names = SubjectAltName::from_der(alternative_names).ok()?;
        let name = names.0.iter().find_map(|name| match name {
            GeneralName::DirectoryName(name) => Some(name),
            _ => None,
        });
        attribute(name?, oid)
    }
}

fn attribute(name: &Name, oid: &str) -> Option<String> {
    let oid = ObjectIdentifier::new(oid).ok()?;
    let found = name.iter().filter(|attribute| attribute.oid == oid).last()?;
    text(AnyRef::from(&found.value))
}

fn text(value: AnyRef<'_>) -> Option<String> {
    value
        .decode_as::<Utf8StringRef<'_>>()
        .map(|text| text.as_str().to_owned())
        .or_else(|_| value.decode_as::<PrintableStringRef<'_>>().map(|text| text.as_str().to_owned()))
        .or_else(|_| value.decode_as::<TeletexStringRef<'_>>().map(|text| text.as_str().to_owned()))
        .ok()
}
