//! What the demo remembers: who has which name, who is signed in, which tokens have counted.

mod accounts;
mod ping;
mod secrets;
mod sessions;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

pub(crate) use accounts::{Account, Claim};
pub(crate) use sessions::SessionId;

use crate::start_error::StartError;

/// How long to wait for another program that holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// The database of users; clones share it.
///
/// One connection writes and others read, so that nobody's page waits behind a writer who waits for the file.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Database {
    /// Opens the SQLite database of that file, makes it if there is none, and brings it up to date.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened or belongs to another program.
    pub(crate) async fn open(options: SqliteConnectOptions) -> Result<Self, StartError> {
        let options = options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(PATIENCE);
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .idle_timeout(None)
                .max_lifetime(None)
                .acquire_timeout(PATIENCE)
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        MIGRATIONS.run(&writer).await?;
        Ok(Self { writer, readers: pool(4).connect_with(options).await? })
    }

    /// Closes the connections, after what is under way.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
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
            sqlx::query(expired).bind(seconds(now)).execute(&self.writer).await?;
        }
        Ok(())
    }
}

/// Seconds since 1970, as the database keeps times.
fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
