//! The certificate of a TPM's attestation key: WebAuthn section 8.3.1.

use super::vendors::VENDORS;
use crate::webauthn::{Refusal, certificate::Certificate};

const ALTERNATIVE_NAME: &str = "2.5.29.17";
const MANUFACTURER: &str = "2.23.133.2.1";
const MODEL: &str = "2.23.133.2.2";
const FIRMWARE: &str = "2.23.133.2.3";
const ATTESTATION_KEY: &str = "2.23.133.8.3";

pub(super) fn check(certificate: &Certificate, aaguid: &[u8; 16]) -> Result<(), Refusal> {
    if !certificate.is_version_3() {
        return Err(Refusal("the attestation certificate is not of version 3"));
    }
    if certificate.has_subject() {
        return Err(Refusal("the attestation certificate of a TPM has no subject, but this one has"));
    }
    let (name, _) = certificate
        .extension(ALTERNATIVE_NAME)
        .ok_or(Refusal("the attestation certificate does not name its TPM"))?;
    let filled = |oid: &str| Certificate::directory_name(name, oid).filter(|value| !value.is_empty());
    let (Some(manufacturer), Some(_), Some(_)) = (filled(MANUFACTURER), filled(MODEL), filled(FIRMWARE))
    else {
        return Err(Refusal("the attestation certificate lacks the TPM's manufacturer, model or firmware"));
    };
    let id = manufacturer.rsplit(':').next().unwrap_or_default();
    if !VENDORS.iter().any(|vendor| vendor.eq_ignore_ascii_case(id)) {
        return Err(Refusal("the TPM's manufacturer is not known"));
    }
    if !certificate.has_extended_use(ATTESTATION_KEY) {
        return Err(Refusal("the attestation certificate is not for the attestation key of a TPM"));
    }
    if certificate.is_authority() {
        return Err(Refusal("the attestation certificate is an authority's, or does not say that it is not"));
    }
    match certificate.aaguid()? {
        Some(named) if named != [0; 16] && named != *aaguid => {
            Err(Refusal("the attestation certificate is another authenticator model's"))
        }
        _ => Ok(()),
    }
}
