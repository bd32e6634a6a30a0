use std::sync::Arc;

use tokio::time::timeout;

use crate::{
    OpenError, SqlPool, SqlStore, SqlStoreOptions, clock, freshness::Freshness, poller::Poller,
    random::random_mark, shared::Shared, statements::text,
};

impl SqlStoreOptions {
    /// Reads every revocation, and begins to listen for more.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the tables are missing or of another version, or when the database does not answer.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime.
    pub async fn open(self, pool: impl Into<SqlPool>) -> Result<SqlStore, OpenError> {
        SqlStore::open_with(pool.into(), self).await
    }
}

impl SqlStore {
    /// Makes the tables, or brings them up to date. Any number of processes may do so at once, and as often as they
    /// like.
    ///
    /// All names begin with `passwordless_`, the table of migrations included, so that they stand beside the
    /// application's own in one database.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when a newer version of this crate was here, or when the database refuses.
    pub async fn migrate(pool: impl Into<SqlPool>) -> Result<(), OpenError> {
        let mark = random_mark().map_err(OpenError::randomness)?;
        pool.into().0.migrate(mark).await
    }

    /// Ends every session and token of this store, in all processes within about a second, by making it another store.
    ///
    /// Do this when a backup was restored: it knows of no sign-out since.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the tables are missing, or when the database does not answer.
    pub async fn renew(pool: impl Into<SqlPool>) -> Result<(), OpenError> {
        let mark = random_mark().map_err(OpenError::randomness)?;
        pool.into().0.renew(text::RENEW, mark).await.map_err(OpenError::database)
    }

    /// Reads every revocation, and begins to listen for more.
    ///
    /// When it returns, a process knows whom not to let in, and may say that it is ready. A million take about a second;
    /// [`SqlStoreOptions::wait_at_most`] goes on without waiting for them.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the tables are missing or of another version, or when the database does not answer.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime.
    pub async fn open(pool: impl Into<SqlPool>) -> Result<Self, OpenError> {
        SqlStoreOptions::default().open(pool).await
    }

    /// Limits other than those of [`open`](Self::open).
    pub fn options() -> SqlStoreOptions {
        SqlStoreOptions::default()
    }

    pub(crate) async fn open_with(pool: SqlPool, options: SqlStoreOptions) -> Result<Self, OpenError> {
        OpenError::check(pool.0.version().await.map_err(OpenError::database)?)?;
        let freshness = Freshness::new(&options);
        let look = freshness.begin(&pool);
        let heard = match options.wait_at_most {
            None => Some(look.await),
            // What was read is not read again.
            Some(limit) => timeout(limit, look).await.ok(),
        };
        if let Some(heard) = heard {
            clock::compare(heard.map_err(OpenError::database)?);
        }
        let shared = Arc::new(Shared { pool, freshness, options });
        let poller = Arc::new(Poller::start(Arc::clone(&shared)));
        Ok(Self { shared, poller })
    }
}
