use std::fmt;

use crate::rejection::{Fixed, Rejection};

/// Which of our rules said no to a user that the service vouches for.
///
/// `Display` names what was seen, what is allowed, and the setting to change. It is for operators: it quotes what
/// the browser sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    kind: DenialKind,
    text: Box<str>,
}

/// The kinds of [`Denial`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DenialKind {
    /// The ceremony took place on a page that is not ours.
    Origin,
    /// The page named another relying party.
    RelyingParty,
    /// The token is of another kind than is taken here.
    Kind,
    /// The user signed in for another purpose.
    Purpose,
    /// The token is too old.
    Age,
    /// The token is from the future: this server's clock is behind, or the service's ahead.
    Clock,
    /// The token was shown before.
    Replay,
    /// The user signed out everywhere since the token was made, or its passkey was deleted.
    Revoked,
    /// The token is another user's than the session.
    User,
    /// The application was never told of the passkey.
    Passkey,
}

impl Denial {
    pub(crate) fn new(kind: DenialKind, text: String) -> Self {
        Self { kind, text: text.into() }
    }

    /// Which rule said no.
    pub fn kind(&self) -> DenialKind {
        self.kind
    }
}

impl From<Denial> for Rejection {
    /// Logs what was seen and what is allowed, of which the client is told neither.
    fn from(denial: Denial) -> Self {
        let rejection = Self::of(match denial.kind() {
            DenialKind::Origin => Fixed::Origin,
            DenialKind::RelyingParty => Fixed::RelyingParty,
            DenialKind::Kind => Fixed::Kind,
            DenialKind::Purpose => Fixed::Purpose,
            DenialKind::User => Fixed::User,
            DenialKind::Passkey => Fixed::UnregisteredPasskey,
            DenialKind::Age => Fixed::Age,
            DenialKind::Clock => Fixed::Clock,
            DenialKind::Replay => Fixed::Replay,
            DenialKind::Revoked => Fixed::Revoked,
        });
        if denial.kind() == DenialKind::Clock {
            tracing::error!(
                target: "passwordless.clock_wrong", why = %denial,
                "nobody can sign in until the clocks of this server and of the service agree"
            );
            return rejection;
        }
        tracing::warn!(target: "passwordless.refused", code = rejection.code(), why = %denial, "refused");
        rejection
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Denial {}
