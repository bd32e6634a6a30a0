//! The format of most authenticators: WebAuthn section 8.2.

use super::statement::{Statement, StatementAlgorithm};
use crate::{
    clock::Moment,
    webauthn::{Refusal, certificate::Certificate},
};

const COUNTRY: &str = "2.5.4.6";
const ORGANIZATION: &str = "2.5.4.10";
const UNIT: &str = "2.5.4.11";
const COMMON_NAME: &str = "2.5.4.3";

pub(super) fn verify(statement: &Statement<'_>, now: Moment) -> Result<(), Refusal> {
    let signature = statement.signature()?;
    let algorithm = statement.algorithm()?;
    let signed = statement.signed();
    match (statement.member("x5c"), statement.member("ecdaaKeyId")) {
        (Some(_), None) => {
            let chain = statement.chain()?;
            if chain.iter().any(|certificate| !certificate.is_valid_at(now)) {
                return Err(Refusal("an attestation certificate has expired or is not valid yet"));
            }
            let [certificate, ..] = &chain[..] else {
                return Err(Refusal("the attestation holds no certificate"));
            };
            algorithm.verify(certificate, &signed, signature)?;
            check(certificate, &statement.credential.aaguid)
        }
        (None, None) if algorithm != StatementAlgorithm::Offered(statement.key.algorithm) => {
            Err(Refusal("the attestation's algorithm is not the passkey's"))
        }
        (None, None) => statement.key.verify(&signed, signature),
        (_, Some(_)) => Err(Refusal("attestations with ECDAA are not supported")),
    }
}

/// What section 8.2.1 asks of an authenticator's certificate.
fn check(certificate: &Certificate, aaguid: &[u8; 16]) -> Result<(), Refusal> {
    if !certificate.is_version_3() {
        return Err(Refusal("the attestation certificate is not of version 3"));
    }
    let filled = |name: &str| certificate.subject(name).is_some_and(|value| !value.is_empty());
    if ![COUNTRY, ORGANIZATION, COMMON_NAME].into_iter().all(filled)
        || certificate.subject(UNIT).as_deref() != Some("Authenticator Attestation")
    {
        return Err(Refusal("the attestation certificate's subject is not an authenticator's"));
    }
    if certificate.is_authority() {
        return Err(Refusal("the attestation certificate is an authority's, or does not say that it is not"));
    }
    match certificate.aaguid()? {
        Some(named) if named != *aaguid => {
            Err(Refusal("the attestation certificate is another authenticator model's"))
        }
        _ => Ok(()),
    }
}
