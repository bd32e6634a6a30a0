//! Sign-in: WebAuthn section 7.2, as far as the service follows it.

use aws_lc_rs::digest::{SHA256, digest};

use super::{Expected, Refusal, authenticator_data::AuthenticatorData, client_data, cose::PublicKey};

/// What a passkey signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assertion<'a> {
    pub(crate) client_data: &'a [u8],
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) signature: &'a [u8],
}

/// What is known of the passkey.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored<'a> {
    pub(crate) public_key: &'a [u8],
    pub(crate) counter: u32,
}

/// Verifies an assertion; returns the authenticator's counter.
pub(crate) fn verify_assertion(
    expected: &Expected<'_>,
    stored: Stored<'_>,
    assertion: Assertion<'_>,
) -> Result<u32, Refusal> {
    client_data::verify(assertion.client_data, "webauthn.get", expected)?;
    let authenticator = AuthenticatorData::parse(assertion.authenticator_data)?;
    authenticator.verify(expected)?;
    let hash = digest(&SHA256, assertion.client_data);
    let signed = [assertion.authenticator_data, hash.as_ref()].concat();
    PublicKey::parse(stored.public_key)?.verify(&signed, assertion.signature)?;
    // Zero means that the authenticator does not count, even where it once did.
    if authenticator.counter > 0 && authenticator.counter <= stored.counter {
        return Err(Refusal("the passkey's counter went back: there may be a copy of it"));
    }
    Ok(authenticator.counter)
}
