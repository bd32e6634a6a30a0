//! The statement of a TPM.

use ciborium::Value;

use super::{
    certificate,
    structures::{CertInfo, Key, PubArea},
};
use crate::webauthn::{Refusal, attestation::statement::Statement};

pub(in crate::webauthn::attestation) fn verify(statement: &Statement<'_>) -> Result<(), Refusal> {
    let signature = statement.signature()?;
    if statement.member("ver").and_then(Value::as_text) != Some("2.0") {
        return Err(Refusal("the attestation is not of a TPM 2.0"));
    }
    let area = statement.bytes("pubArea").and_then(PubArea::read);
    let area = area.ok_or(Refusal("the TPM's description of the key cannot be read"))?;
    if !is_the_key(&area.key, statement) {
        return Err(Refusal("the TPM attests another key than the passkey's"));
    }
    let algorithm = statement.algorithm()?;
    let unreadable = Refusal("the TPM's attestation cannot be read");
    let info = statement.bytes("certInfo").ok_or(unreadable)?;
    let parsed = CertInfo::read(info).ok_or(unreadable)?;
    if algorithm.digest(&statement.signed()).as_ref() != parsed.extra_data {
        return Err(Refusal("the TPM attests another ceremony"));
    }
    if parsed.name.digest_of(area.whole).as_ref() != parsed.name.digest {
        return Err(Refusal("the TPM attests another key than it describes"));
    }
    let chain = statement.chain()?;
    let [attesting, ..] = &chain[..] else {
        return Err(Refusal("the attestation holds no certificate"));
    };
    algorithm.verify(attesting, info, signature)?;
    certificate::check(attesting, &statement.credential.aaguid)
}

/// Whether the TPM describes the passkey's key.
fn is_the_key(described: &Key<'_>, statement: &Statement<'_>) -> bool {
    match described {
        Key::Rsa { modulus, exponent } => {
            statement.key.rsa().is_some_and(|(n, e)| n == *modulus && e == exponent)
        }
        Key::Curve { cose_number, x, y } => {
            statement.key.curve() == Some(*cose_number)
                && statement.key.point().and_then(|point| point.split_first()).is_some_and(
                    |(_, coordinates)| {
                        let (one, other) = coordinates.split_at(coordinates.len() / 2);
                        one == *x && other == *y
                    },
                )
        }
    }
}
