//! Verifying the two ceremonies of WebAuthn, no more strictly and no less than the service does.

mod algorithm;
mod assertion;
mod attestation;
mod authenticator_data;
mod cbor;
mod certificate;
mod client_data;
mod cose;
mod origin;
mod registration;

pub(crate) use algorithm::Algorithm;
#[cfg(feature = "testing")]
pub(crate) use algorithm::KeyType;
pub(crate) use assertion::{Assertion, Stored, verify_assertion};
pub(crate) use origin::is_absolute;
pub(crate) use registration::{Registered, verify_registration};

/// Why a ceremony is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) &'static str);

/// What a session says that the ceremony must have been.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) challenge: &'a [u8],
    /// The origin of the request's body.
    pub(crate) origin: &'a str,
    pub(crate) rp_id: Option<&'a str>,
    /// Whether the user must have been verified, not only present.
    pub(crate) user_verified: bool,
}
