//! What a test chooses about new passkeys.

use crate::webauthn;

/// A signature algorithm of a new passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Ed25519, the first that the service offers and so what most authenticators choose.
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// RSA PKCS #1 with SHA-256.
    Rs256,
    /// RSA PKCS #1 with SHA-384.
    Rs384,
    /// RSA PKCS #1 with SHA-512.
    Rs512,
    /// RSA PSS with SHA-256.
    Ps256,
    /// RSA PSS with SHA-384.
    Ps384,
    /// RSA PSS with SHA-512.
    Ps512,
}

impl Algorithm {
    /// All ten.
    pub const ALL: [Self; 10] = [
        Self::EdDsa,
        Self::Es256,
        Self::Rs256,
        Self::Ps256,
        Self::Es384,
        Self::Rs384,
        Self::Ps384,
        Self::Es512,
        Self::Rs512,
        Self::Ps512,
    ];

    /// The number in COSE's registry.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.verified_as().number()
    }

    pub(super) fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.number() == number)
    }

    /// The same algorithm, as the emulator's verifier calls it.
    pub(super) const fn verified_as(self) -> webauthn::Algorithm {
        match self {
            Self::EdDsa => webauthn::Algorithm::EdDsa,
            Self::Es256 => webauthn::Algorithm::Es256,
            Self::Es384 => webauthn::Algorithm::Es384,
            Self::Es512 => webauthn::Algorithm::Es512,
            Self::Rs256 => webauthn::Algorithm::Rs256,
            Self::Rs384 => webauthn::Algorithm::Rs384,
            Self::Rs512 => webauthn::Algorithm::Rs512,
            Self::Ps256 => webauthn::Algorithm::Ps256,
            Self::Ps384 => webauthn::Algorithm::Ps384,
            Self::Ps512 => webauthn::Algorithm::Ps512,
        }
    }
}

/// The attestation statement of a new passkey, whatever the server asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Attestation {
    /// No statement.
    #[default]
    None,
    /// `packed`, signed by the passkey itself.
    PackedSelf,
}
