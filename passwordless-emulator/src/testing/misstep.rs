//! What a software passkey does wrong when a test asks for it.

/// Something that an honest authenticator or browser never does: see [`Passkey::misstep`](super::Passkey::misstep).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misstep {
    /// The signature is one over something else. A new passkey signs only where it attests itself.
    BadSignature,
    /// The client data name another origin than the page's.
    WrongOrigin,
    /// The counter says what it said before. An authenticator that does not count goes on saying 0.
    CounterBack,
    /// The user is present, but was not verified.
    UserNotVerified,
}
