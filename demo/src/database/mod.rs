//! What the demo remembers: who has which name, who is signed in, which tokens have counted.

mod accounts;
mod secrets;
mod sessions;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

pub(crate) use accounts::{Account, Claim};
pub(crate) use sessions::SessionId;

use crate::start_error::StartError;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// The database of users; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pool: SqlitePool,
}

impl Database {
    /// Opens the SQLite database at `url`, makes it if there is none, and brings it up to date.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened or belongs to another program.
    pub(crate) async fn open(url: &str) -> Result<Self, StartError> {
        let options = url
            .parse::<SqliteConnectOptions>()?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5));
        // One connection to `sqlite::memory:`, where each would have a database of its own.
        let connections = if url.contains(":memory:") { 1 } else { 4 };
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options)
            .await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool })
    }

    /// Closes the connections, after what is under way.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    /// Deletes what has expired and so no longer matters.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn sweep(&self, now: SystemTime) -> sqlx::Result<()> {
        for expired in
            ["DELETE FROM sessions WHERE expires_at < $1", "DELETE FROM spent_tokens WHERE expires_at < $1"]
        {
            sqlx::query(expired).bind(seconds(now)).execute(&self.pool).await?;
        }
        Ok(())
    }
}

/// Seconds since 1970, as the database keeps times.
fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
