use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::{clock, shared::Shared, statements::text};

/// How much longer than it counts a row is kept: more than the memory of any process, and than any clock is wrong.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// A statement deletes a thousand rows, so that none holds its locks for long.
const STATEMENTS: usize = 100;

/// Deletes what ended more than an hour ago, by the database's clock and by ours: one that is wrong deletes nothing
/// that counts.
pub(crate) async fn sweep(shared: &Shared) -> sqlx::Result<()> {
    let now = shared.freshness.look(&shared.pool).await?.min(clock::micros(SystemTime::now()));
    shared.freshness.forget(now);
    let before = now.saturating_sub(clock::micros_of(KEPT));
    run(shared, text::FORGET, before).await?;
    run(shared, text::FORGET_REVOCATIONS, before).await?;
    for delete in [text::SWEEP_SPENT, text::SWEEP_REVOCATIONS, text::SWEEP_LEASES] {
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
    match timeout(shared.options.deadline, shared.pool.0.sweep(sql, before)).await {
        Ok(swept) => swept,
        Err(_) => Err(sqlx::Error::PoolTimedOut),
    }
}
