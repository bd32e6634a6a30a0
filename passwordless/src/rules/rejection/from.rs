//! From what went wrong to what our client is told. What the client is not told is logged here.

use super::{Reason, Rejection};
use crate::{Denial, DenialKind, Error, StoreError, StoreErrorKind};

impl From<Denial> for Rejection {
    fn from(denial: Denial) -> Self {
        let rejection = Self::from(match denial.kind() {
            DenialKind::Origin => Reason::Origin,
            DenialKind::RelyingParty => Reason::RelyingParty,
            DenialKind::Kind => Reason::Kind,
            DenialKind::Purpose => Reason::Purpose,
            DenialKind::User => Reason::User,
            DenialKind::Age => Reason::Age,
            DenialKind::Replay => Reason::Replay,
            DenialKind::Revoked => Reason::Revoked,
        });
        tracing::warn!(name: "passwordless.refused", code = rejection.code(), why = %denial, "refused");
        rejection
    }
}

impl From<Error> for Rejection {
    /// As for a reference.
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for Rejection {
    /// A refusal of the token is the browser's matter, a refusal of our key is the operator's, and everything else
    /// is an outage, whatever the service called it.
    fn from(error: &Error) -> Self {
        let retry_after = error.retry_after();
        let rejection = if error.is_token_refused() {
            Self::invalid()
        } else if error.is_our_key() {
            Self::misconfigured()
        } else {
            Self::unavailable()
        };
        let code = rejection.code();
        let error = error as &(dyn std::error::Error + 'static);
        match rejection.reason {
            Reason::Invalid => tracing::info!(name: "passwordless.refused", code, error, "refused"),
            Reason::Misconfigured => tracing::error!(
                name: "passwordless.misconfigured", code, error,
                "the service refused the API secret: nobody can sign in until it is corrected"
            ),
            _ => {
                tracing::warn!(name: "passwordless.unavailable", code, error, "the service is not available")
            }
        }
        match retry_after {
            Some(wait) if rejection.status() == 503 => rejection.retry_after(wait),
            _ => rejection,
        }
    }
}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        let rejection = match error.kind() {
            StoreErrorKind::Full => Self::overloaded(),
            StoreErrorKind::Unavailable | StoreErrorKind::Stale => Self::unavailable(),
        };
        let code = rejection.code();
        let error = &error as &(dyn std::error::Error + 'static);
        tracing::error!(name: "passwordless.store", code, error, "the store has no certain answer");
        rejection
    }
}
