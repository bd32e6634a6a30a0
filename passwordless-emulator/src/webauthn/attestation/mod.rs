//! Attestation: WebAuthn section 8. Statements are verified whatever was asked for, as the service's library does it.

mod android_key;
mod apple;
mod fido_u2f;
mod object;
mod packed;
mod statement;
mod tpm;

#[cfg(test)]
mod tests;

pub(super) use object::AttestationObject;
