use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::{clock, sql, store::Shared};

/// How much longer than it counts a row is kept: more than the memory of any process, and than any clock is wrong.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// A statement deletes a thousand rows, so that none holds its locks for long.
const STATEMENTS: usize = 100;

/// Deletes what ended more than an hour ago, by the database's clock and by ours: one that is wrong deletes nothing
/// that counts.
pub(crate) async fn sweep(shared: &Shared) -> sqlx::Result<()> {
    let now = shared.knowledge.look(&shared.database).await?.min(clock::micros(SystemTime::now()));
    shared.knowledge.forget(now);
    let before = now.saturating_sub(clock::micros_of(KEPT));
    run(shared, sql::FORGET, before).await?;
    for delete in [sql::SWEEP_SPENT, sql::SWEEP_REVOCATIONS, sql::SWEEP_LEASES] {
        for _ in 0..STATEMENTS {
            if run(shared, delete, before).await? == 0 {
                break;
            }
        }
    }
    Ok(())
}

async fn run(shared: &Shared, sql: &'static str, before: i64) -> sqlx::Result<u64> {
    // A statement that is given up leaves its rows to the next.
    match timeout(shared.options.deadline, shared.database.0.sweep(sql, before)).await {
        Ok(swept) => swept,
        Err(_) => Err(sqlx::Error::PoolTimedOut),
    }
}
