use std::time::Duration;

/// How a [`SqlStore`](crate::SqlStore) behaves when its database does not.
///
/// ```no_run
/// # async fn open(pool: sqlx::SqlitePool) -> Result<(), passwordless_sqlx::OpenError> {
/// use std::time::Duration;
///
/// use passwordless_sqlx::SqlStore;
///
/// let store = SqlStore::options().max_staleness(Duration::from_secs(20)).open(&pool).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SqlStoreOptions {
    pub(crate) max_staleness: Duration,
    pub(crate) deadline: Duration,
    pub(crate) poll_every: Duration,
    pub(crate) wait_at_most: Option<Duration>,
}

impl SqlStoreOptions {
    /// A statement that takes longer is given up, and may be written all the same. The windows in which processes
    /// read each other's revocations overlap by more than this.
    pub(crate) const LONGEST_DEADLINE: Duration = Duration::from_secs(10);
    /// Less than the database remembers what has ended.
    const LONGEST_STALENESS: Duration = Duration::from_secs(30 * 60);
    const SHORTEST_POLL: Duration = Duration::from_millis(50);

    /// For how long sessions are accepted on what this process last heard of revocations. Default: 60 seconds;
    /// half an hour at most.
    ///
    /// While the database is down, this is how long signed-in users can go on, and how long a session can outlive
    /// its revocation by a process that still reaches the database.
    #[must_use]
    pub fn max_staleness(mut self, age: Duration) -> Self {
        self.max_staleness = age.min(Self::LONGEST_STALENESS);
        self
    }

    /// How long a sign-in, a revocation or a lease may wait for the database, the pool's queue included. Default: 5
    /// seconds; 10 at most.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline.min(Self::LONGEST_DEADLINE);
        self
    }

    /// How often this process asks for the revocations of others. Default: every second; 20 times a second at
    /// most, and four times per `max_staleness` at least.
    #[must_use]
    pub fn poll_every(mut self, interval: Duration) -> Self {
        self.poll_every = interval;
        self
    }

    /// For how long [`open`](Self::open) waits until every revocation was read. Default: until they were.
    ///
    /// After that it returns a store that refuses, as a stale one does, until the rest was read behind it, and says
    /// by [`SqlStore::opening`](crate::SqlStore::opening) how far that is. So a server can answer meanwhile that it is
    /// not ready.
    #[must_use]
    pub fn wait_at_most(mut self, limit: Duration) -> Self {
        self.wait_at_most = Some(limit);
        self
    }

    /// Often enough for what is known not to go stale in between.
    pub(crate) fn interval(&self) -> Duration {
        self.poll_every.min(self.max_staleness / 4).max(Self::SHORTEST_POLL)
    }
}

impl Default for SqlStoreOptions {
    fn default() -> Self {
        Self {
            max_staleness: Duration::from_secs(60),
            deadline: Duration::from_secs(5),
            poll_every: Duration::from_secs(1),
            wait_at_most: None,
        }
    }
}
