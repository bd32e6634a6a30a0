//! How many connections one instance takes, and how long somebody waits for one.

use sqlx::pool::PoolOptions;

use super::connections::Connections;

/// The connections of one instance at most: the crate's for tokens and revocations, and the application's own.
///
/// Together twelve. Postgres has 97 for everybody by default (`max_connections`, less three for its administrator),
/// which is enough for eight instances, or for seven and one that is being replaced.
pub(super) const OF_THE_CRATE: u32 = 4;
pub(super) const OF_THE_APPLICATION: u32 = 8;

/// Nobody waits longer for a connection than for a statement.
pub(super) fn patient<DB: sqlx::Database>(options: PoolOptions<DB>) -> PoolOptions<DB> {
    options.acquire_timeout(Connections::PATIENCE)
}
