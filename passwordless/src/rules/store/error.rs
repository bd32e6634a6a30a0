use std::{error::Error as StdError, fmt, time::Duration};

use crate::rejection::Rejection;

type Source = Box<dyn StdError + Send + Sync>;

/// Why a [`Store`](super::Store) has no certain answer. The request is refused with 503 then.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    age: Option<Duration>,
    source: Option<Source>,
}

/// The kinds of [`StoreError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// There is no room for another id, and none may be forgotten yet.
    Full,
    /// The database did not answer, or not as it should.
    Unavailable,
    /// What this process knows of revocations is too old.
    Stale,
    /// One user has done this so often that the store remembers no more of it. Others are not concerned.
    TooMany,
}

impl StoreError {
    /// The store has no room for another id.
    pub fn full() -> Self {
        Self { kind: StoreErrorKind::Full, age: None, source: None }
    }

    /// The store's database failed in this way.
    pub fn unavailable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: StoreErrorKind::Unavailable, age: None, source: Some(source.into()) }
    }

    /// What this process knows of revocations has this age.
    pub fn stale(age: Duration) -> Self {
        Self { kind: StoreErrorKind::Stale, age: Some(age), source: None }
    }

    /// The user has as many of these as the store remembers of one user.
    pub fn too_many() -> Self {
        Self { kind: StoreErrorKind::TooMany, age: None, source: None }
    }

    /// Which kind of thing is wrong.
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}

impl From<StoreError> for Rejection {
    /// Logs what is wrong with the store, of which the client is told only whether to wait.
    fn from(error: StoreError) -> Self {
        let rejection = match error.kind() {
            StoreErrorKind::Full => Self::overloaded(),
            // No fault of the store's: it refuses one user.
            StoreErrorKind::TooMany => {
                let rejection = Self::too_many();
                tracing::warn!(
                    target: "passwordless.refused", code = rejection.code(), why = %error, "refused"
                );
                return rejection;
            }
            StoreErrorKind::Unavailable | StoreErrorKind::Stale => Self::unavailable(),
        };
        let code = rejection.code();
        let error = &error as &(dyn StdError + 'static);
        tracing::error!(target: "passwordless.store", code, error, "the store has no certain answer");
        rejection
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.age) {
            (StoreErrorKind::Full, _) => f.write_str(
                "the store is full of ids that may not be forgotten yet; give it more room, or look for \
                 who signs in so often",
            ),
            (StoreErrorKind::Stale, Some(age)) => {
                write!(f, "the store last heard of revocations {age:?} ago; is its database reachable?")
            }
            (StoreErrorKind::Stale, None) => {
                f.write_str("the store has not heard of revocations for too long")
            }
            (StoreErrorKind::TooMany, _) => f.write_str(
                "one user has done this as often as the store remembers of one; it can be done again when some of \
                 it is over, or was deleted",
            ),
            (StoreErrorKind::Unavailable, _) => {
                f.write_str("the store did not answer; is its database reachable?")
            }
        }
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
