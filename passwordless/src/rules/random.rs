//! What the system's randomness gives, or a refusal.

use aws_lc_rs::error::Unspecified;

use super::Mark;
use crate::Rejection;

/// A new id that nobody can guess.
pub(crate) fn random_mark() -> Result<Mark, Rejection> {
    Mark::random().map_err(no_randomness)
}

pub(super) fn no_randomness(_: Unspecified) -> Rejection {
    tracing::error!(target: "passwordless.randomness", "the system has no random bytes to give");
    Rejection::unavailable()
}
