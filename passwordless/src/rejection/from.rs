//! From what the client of the API found to what a browser is told. What the browser is not told is logged here.

use super::{Fixed, Rejection};
use crate::{
    Error,
    api::{ErrorCode, InvalidToken},
};

impl From<Error> for Rejection {
    /// As for a reference.
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for Rejection {
    /// A refusal of the token is the browser's matter, other refusals of the call and of our key are the operator's, and
    /// everything else is an outage, whatever the service called it.
    fn from(error: &Error) -> Self {
        let reason = if error.is_token_refused() {
            Fixed::Invalid
        } else if error.code() == Some(&ErrorCode::MaxUsersReached) {
            Fixed::UserLimit
        } else if error.is_our_key() || error.is_refusal() {
            Fixed::Misconfigured
        } else if error.is_overloaded() {
            Fixed::Overloaded
        } else {
            Fixed::Unavailable
        };
        let rejection = Self::of(reason);
        let code = rejection.code();
        let retry_after = error.retry_after();
        let error = error as &(dyn std::error::Error + 'static);
        match reason {
            Fixed::Invalid => tracing::info!(target: "passwordless.refused", code, error, "refused"),
            Fixed::Misconfigured => tracing::error!(
                target: "passwordless.misconfigured", code, error,
                "the service refused the call, and will refuse it again until what it says is corrected"
            ),
            Fixed::UserLimit => tracing::error!(
                target: "passwordless.user_limit_reached", code, error,
                "the service takes no more users, so nobody can register: delete those who never finished a \
                 registration (Accounts::delete_unfinished), or raise the number in the plan"
            ),
            Fixed::Overloaded => {
                tracing::warn!(target: "passwordless.overloaded", code, error, "the service was not asked")
            }
            _ => {
                tracing::warn!(target: "passwordless.unavailable", code, error, "the service is not available")
            }
        }
        match retry_after {
            Some(wait) if rejection.status() == 503 => rejection.retry_after(wait),
            _ => rejection,
        }
    }
}

impl From<InvalidToken> for Rejection {
    /// A browser's mistake, or an attempt: nothing was sent to the service.
    fn from(_: InvalidToken) -> Self {
        Self::invalid()
    }
}
