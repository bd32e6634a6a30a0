use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use passwordless::{
    Store,
    store::{
        Generation, Mark, Replaced, Revocation, SessionMarks, Spent, StoreError, StoreFuture, TokenMarks,
    },
};

use crate::{
    busy, clock,
    poller::Poller,
    random::random_mark,
    shared::Shared,
    statements::{Answer, Kind, Spending, Written, text, unsigned},
    sweep,
};

/// A [`Store`] in SQLite or Postgres, shared by all processes that open it.
///
/// Clones are the same store. When the last is dropped it stops asking the database for revocations.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use passwordless_sqlx::SqlStore;
/// use sqlx::sqlite::SqlitePoolOptions;
///
/// let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
/// SqlStore::migrate(&pool).await?;
/// let store = SqlStore::open(&pool).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SqlStore {
    pub(crate) shared: Arc<Shared>,
    pub(crate) poller: Arc<Poller>,
}

impl SqlStore {
    /// Reads now what others have revoked, in place of within a second.
    ///
    /// That it succeeds means that this process is ready: it knows whom not to let in, and the database takes writes.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        self.shared.freshness.look(&self.shared.pool).await.map_err(StoreError::unavailable)?;
        Ok(())
    }

    /// Compares now everything that was revoked with what this process knows, in place of within ten minutes, and reads
    /// what it did not know.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn compare(&self) -> Result<(), StoreError> {
        let Shared { pool, freshness, .. } = &*self.shared;
        freshness.compare(pool).await.map_err(StoreError::unavailable)
    }

    /// How many revocations are known of how many, while they are read for the first time; none once they were.
    ///
    /// Until then the store refuses, as one that is stale does. See
    /// [`wait_at_most`](crate::SqlStoreOptions::wait_at_most).
    pub fn opening(&self) -> Option<(usize, usize)> {
        self.shared.freshness.known.progress()
    }

    /// Forgets now what has ended more than an hour ago, in place of within a minute. Where another process is at it,
    /// that one does.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        sweep::sweep(&self.shared).await.map_err(StoreError::unavailable)
    }

    /// Stops asking the database for revocations, and waits until it did. The store goes stale then.
    pub async fn stop(&self) {
        self.poller.stop().await;
    }

    /// What the poller keeps alive, too.
    #[cfg(test)]
    pub(crate) fn weak(&self) -> std::sync::Weak<Shared> {
        Arc::downgrade(&self.shared)
    }

    /// Asks the database until the deadline.
    pub(crate) async fn ask<'a, T>(&'a self, ask: impl Fn() -> Answer<'a, T>) -> Result<T, StoreError> {
        busy::until_settled(self.shared.options.deadline, ask).await.map_err(StoreError::unavailable)
    }

    async fn spend_now(&self, token: TokenMarks, over: Option<Replaced>) -> Result<Spent, StoreError> {
        // Before, so that the token can be shown again. By this machine's clock, as the looks are.
        self.shared.freshness.fresh(SystemTime::now())?;
        // Before, so that a session of a store that is renewed meanwhile is one of the former.
        let store = self.shared.freshness.known.ended.store();
        let spending = self.ask(|| self.shared.pool.0.spend(token)).await?;
        let Some(Spending { credentials, generation, revoked_at, ends_at }) = spending else {
            return Ok(Spent::Again);
        };
        let count = unsigned(generation.unwrap_or(0))?;
        // What another process revoked a moment ago: a session must not be newer than what is known here.
        if let Some(until) = ends_at {
            self.note(Kind::User, token.user, Written { generation: generation.unwrap_or(0), until })?;
        }
        if credentials > 0 || revoked_at.is_some_and(|at| clock::micros(token.minted_at) <= at) {
            return Ok(Spent::Revoked);
        }
        if let Some(Replaced { session, user, until }) = over {
            let end = self.end(text::END_REPLACED, Kind::Session, session, user, clock::micros(until));
            end.await?.ok_or_else(StoreError::too_many)?;
        }
        Ok(Spent::First { generation: Generation { store, count } })
    }

    async fn lease_now(&self, user: Mark, length: Duration) -> Result<Option<Mark>, StoreError> {
        let lease = random_mark().map_err(StoreError::unavailable)?;
        let length = clock::micros_of(length.min(LONGEST_LEASE));
        let is_ours = self.ask(|| self.shared.pool.0.lease(user, lease, length)).await?;
        Ok(is_ours.then_some(lease))
    }
}

/// Longer than anybody decides about a passkey, and short enough to be added to any time.
const LONGEST_LEASE: Duration = Duration::from_secs(24 * 60 * 60);

impl Store for SqlStore {
    fn spend(&self, token: TokenMarks, over: Option<Replaced>, _now: SystemTime) -> StoreFuture<'_, Spent> {
        Box::pin(self.spend_now(token, over))
    }

    fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> StoreFuture<'_, ()> {
        Box::pin(self.revoke_now(what, until, now))
    }

    fn lease(&self, user: Mark, length: Duration, _now: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        Box::pin(self.lease_now(user, length))
    }

    fn release(&self, user: Mark, lease: Mark) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(move || self.shared.pool.0.release(user, lease)))
    }

    fn is_revoked(&self, session: &SessionMarks, now: SystemTime) -> Result<bool, StoreError> {
        self.shared.freshness.fresh(now)?;
        Ok(self.shared.freshness.known.ended.is_revoked(session))
    }

    fn generation(&self, user: Mark, now: SystemTime) -> Result<Generation, StoreError> {
        self.shared.freshness.fresh(now)?;
        Ok(self.shared.freshness.known.ended.generation(&user))
    }

    fn passkeys(&self, user: Mark) -> StoreFuture<'_, Option<Vec<Mark>>> {
        Box::pin(self.known_passkeys(user))
    }

    fn add_passkeys(&self, user: Mark, passkeys: Vec<Mark>) -> StoreFuture<'_, ()> {
        Box::pin(self.add_known_passkeys(user, passkeys))
    }

    fn forget_passkey(&self, user: Mark, passkey: Mark) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(move || self.shared.pool.0.forget_passkeys(user, passkey)))
    }

    fn forget_passkeys(&self, user: Mark) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(move || self.shared.pool.0.forget_passkeys(user, user)))
    }
}

impl fmt::Debug for SqlStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlStore").field("shared", &self.shared).finish_non_exhaustive()
    }
}
