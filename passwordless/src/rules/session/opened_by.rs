use crate::TokenKind;

/// What opened a session.
///
/// ```no_run
/// use passwordless::{Session, gate::OpenedBy};
///
/// fn label(session: &Session) -> &'static str {
///     match session.opened_by() {
///         OpenedBy::Passkey | OpenedBy::Registration => "a passkey",
///         OpenedBy::Link => "a link",
///         _ => "your password",
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OpenedBy {
    /// A passkey that was used.
    Passkey,
    /// A passkey that was made.
    Registration,
    /// A magic link.
    Link,
    /// A token that our own server asked for.
    GeneratedToken,
    /// The application, which knew the user by other means: a password, another provider, a support tool.
    Application,
}

impl OpenedBy {
    const ALL: [Self; 5] =
        [Self::Passkey, Self::Registration, Self::Link, Self::GeneratedToken, Self::Application];

    pub(in crate::rules) fn token(kind: &TokenKind) -> Self {
        match kind {
            TokenKind::PasskeySignin => Self::Passkey,
            TokenKind::PasskeyRegister => Self::Registration,
            TokenKind::MagicLink => Self::Link,
            // The least that can be said of a kind that this version does not know.
            TokenKind::GeneratedSignin | TokenKind::Other(_) => Self::GeneratedToken,
        }
    }

    pub(super) fn written(self) -> u8 {
        self as u8
    }

    pub(super) fn read(written: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|opened_by| opened_by.written() == written)
    }

    /// Whether a passkey was used to open the session.
    pub(in crate::rules) fn is_a_passkey(self) -> bool {
        matches!(self, Self::Passkey | Self::Registration)
    }
}
