//! A store whose database failed, in one way or another.

use std::time::{Duration, SystemTime};

use passwordless::{
    Store,
    store::{
        Generation, Mark, Replaced, Revocation, SessionMarks, Spent, StoreError, StoreFuture, TokenMarks,
    },
};

#[derive(Debug, Clone, Copy)]
pub(crate) enum FaultyStore {
    /// Knows revocations, and has no room for another token.
    Full,
    /// Knows revocations, and never answers.
    Stalled,
    /// Has not heard of revocations for a minute.
    Stale,
}

impl FaultyStore {
    fn fail<T: Send + 'static>(self) -> StoreFuture<'static, T> {
        Box::pin(async move {
            match self {
                Self::Full => Err(StoreError::full()),
                Self::Stalled => std::future::pending().await,
                Self::Stale => Err(StoreError::stale(Duration::from_secs(61))),
            }
        })
    }
}

impl Store for FaultyStore {
    fn spend(&self, _: TokenMarks, _: Option<Replaced>, _: SystemTime) -> StoreFuture<'_, Spent> {
        self.fail()
    }

    fn revoke(&self, _: Revocation, _: SystemTime, _: SystemTime) -> StoreFuture<'_, ()> {
        self.fail()
    }

    fn lease(&self, _: Mark, _: Duration, _: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        self.fail()
    }

    fn release(&self, _: Mark, _: Mark) -> StoreFuture<'_, ()> {
        self.fail()
    }

    fn is_revoked(&self, _: &SessionMarks, _: SystemTime) -> Result<bool, StoreError> {
        match self {
            Self::Stale => Err(StoreError::stale(Duration::from_secs(61))),
            Self::Full | Self::Stalled => Ok(false),
        }
    }

    fn generation(&self, _: Mark, _: SystemTime) -> Result<Generation, StoreError> {
        Ok(Generation { store: Mark::from_bytes([1; Mark::LEN]), count: 1 })
    }

    fn passkeys(&self, _: Mark) -> StoreFuture<'_, Option<Vec<Mark>>> {
        self.fail()
    }

    fn add_passkeys(&self, _: Mark, _: Vec<Mark>) -> StoreFuture<'_, ()> {
        self.fail()
    }

    fn forget_passkey(&self, _: Mark, _: Mark) -> StoreFuture<'_, ()> {
        self.fail()
    }

    fn forget_passkeys(&self, _: Mark) -> StoreFuture<'_, ()> {
        self.fail()
    }
}
