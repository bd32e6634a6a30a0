//! What the demo remembers, in SQLite or Postgres with the same statements: who has which name, who signed in.

mod administration;
mod connections;
mod deletions;
mod error;
mod keys;
mod limits;
mod listing;
mod migrate;
mod open;
mod ping;
mod postgres;
mod recovery;
mod rows;
mod users;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use passwordless_sqlx::SqlStore;

pub(crate) use administration::Change;
pub use error::DatabaseError;
pub(crate) use listing::{Listed, Place};
pub(crate) use recovery::{Confirmation, Wish};
pub(crate) use users::User;

use connections::Connections;

/// The database of users; clones share it.
#[derive(Clone)]
pub(crate) struct Database {
    pool: Connections,
    /// Spent tokens and revocations, in the same database.
    store: SqlStore,
}

impl Database {
    /// The crate's part of the database.
    pub(crate) fn store(&self) -> SqlStore {
        self.store.clone()
    }

    /// Closes the connections, after what is under way.
    pub(crate) async fn close(&self) {
        self.store.stop().await;
        self.pool.close().await;
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What a pool shows of itself may tell how to reach the database.
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

/// Seconds since 1970, as the database keeps times.
fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The time that was kept.
fn time(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

/// Postgres takes no text with a NUL in it. Nobody has such an id or such a name either.
fn plain(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
