use std::fmt;

/// How a token came to be: the member `type` of a verified token.
///
/// The service vouches for all of them alike, a registration like a sign-in, so whoever opens a session must
/// compare. [`Policy::check`](crate::Policy::check) does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// A passkey was registered.
    PasskeyRegister,
    /// Somebody signed in with a passkey.
    PasskeySignin,
    /// Our own server asked for the token; see [`Client::generate_token`](crate::Client::generate_token).
    GeneratedSignin,
    /// A magic link was followed.
    MagicLink,
    /// A kind that this version does not know, as the service spells it.
    Other(Box<str>),
}

impl TokenKind {
    /// The kind as the service spells it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::PasskeyRegister => "passkey_register",
            Self::PasskeySignin => "passkey_signin",
            Self::GeneratedSignin => "generated_signin",
            Self::MagicLink => "magic_link",
            Self::Other(kind) => kind,
        }
    }

    /// Whether a browser took part, so that an authenticator signed the origin.
    pub(crate) fn is_signed(&self) -> bool {
        !matches!(self, Self::GeneratedSignin | Self::MagicLink)
    }
}

impl From<&str> for TokenKind {
    fn from(kind: &str) -> Self {
        match kind {
            "passkey_register" => Self::PasskeyRegister,
            "passkey_signin" => Self::PasskeySignin,
            "generated_signin" => Self::GeneratedSignin,
            "magic_link" => Self::MagicLink,
            other => Self::Other(other.into()),
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
