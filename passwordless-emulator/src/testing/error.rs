//! What goes wrong in a ceremony.

/// Why a [`Passkey`](super::Passkey) did not answer, as `navigator.credentials` would have refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasskeyError {
    /// The options lack a member, or it is not what WebAuthn says.
    #[error("the options' member `{0}` is missing or not what WebAuthn says it is")]
    Options(&'static str),
    /// The server does not offer the algorithm that the test chose.
    #[error("the server does not offer the algorithm that was chosen for this passkey")]
    Algorithm,
    /// One of the passkeys here is in `excludeCredentials`: the user has registered it before.
    #[error("this authenticator holds one of the user's passkeys already, and the server excludes it")]
    Excluded,
    /// No passkey here fits: another relying party, or none of `allowCredentials`.
    #[error("no passkey here is for this relying party and among the allowed ones; register one first")]
    NoPasskey,
    /// The relying party is not the origin's host or a domain above it.
    #[error("the relying party {rp_id:?} does not belong to the origin {origin:?}")]
    RelyingParty {
        /// The relying party of the options.
        rp_id: String,
        /// The page's origin.
        origin: String,
    },
    /// The cryptography library refused.
    #[error("the passkey's key could not be made or used")]
    Key,
}

/// Why a ceremony of a [`Browser`](super::Browser) ended without a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// The passkey did not answer.
    #[error("the passkey refused")]
    Passkey(#[from] PasskeyError),
    /// The service refused.
    #[error("{call} answered {status}: {problem}")]
    Refused {
        /// The call's path.
        call: &'static str,
        /// The HTTP status.
        status: u16,
        /// The `errorCode` of the problem document, where it has one.
        code: Option<String>,
        /// The body of the answer.
        problem: serde_json::Value,
    },
    /// The service could not be asked, or did not answer with JSON.
    #[error("the service could not be asked")]
    Transport(#[from] reqwest::Error),
}

impl BrowserError {
    /// The service's `errorCode`, where it refused with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// The HTTP status, where the service refused.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }
}
