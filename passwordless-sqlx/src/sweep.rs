use std::time::{Duration, Instant, SystemTime};

use passwordless::store::Mark;
use tokio::time::{sleep, timeout};

use crate::{
    clock,
    random::random_mark,
    shared::Shared,
    statements::{Answer, sign_in_text, text},
};

/// How much longer than it counts a row is kept: more than the memory of any process, and than any clock is wrong.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// How long people see a sign-in of theirs after it has ended.
const SIGN_INS_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// One process at a time sweeps, for so long at most.
const TURN: Duration = Duration::from_secs(45);
const LEASE: Duration = Duration::from_secs(60);
/// Of nobody.
const SWEEPER: Mark = Mark::from_bytes([0; Mark::LEN]);
/// How long a statement may hold up the others, and how many times as long they then have for themselves.
const STEP: Duration = Duration::from_millis(1);
const PAUSE: u32 = 4;

/// Deletes what ended more than an hour ago, by the database's clock and by ours: one that is wrong deletes nothing
/// that counts.
pub(crate) async fn sweep(shared: &Shared) -> sqlx::Result<()> {
    let now = shared.freshness.look(&shared.pool).await?.min(clock::micros(SystemTime::now()));
    shared.freshness.known.forget(now);
    let lease = random_mark().map_err(std::io::Error::other)?;
    if !in_time(shared, shared.pool.0.lease(SWEEPER, lease, clock::micros_of(LEASE))).await? {
        return Ok(());
    }
    let swept = delete(shared, now.saturating_sub(clock::micros_of(KEPT))).await;
    in_time(shared, shared.pool.0.release(SWEEPER, lease)).await?;
    swept
}

async fn delete(shared: &Shared, before: i64) -> sqlx::Result<()> {
    let began = Instant::now();
    for note in [text::FORGET, text::FORGET_REVOCATIONS] {
        in_time(shared, shared.pool.0.forget(note, before)).await?;
    }
    let since = before.saturating_sub(clock::micros_of(SIGN_INS_KEPT));
    for (delete, before) in [
        (text::SWEEP_SPENT, before),
        (text::SWEEP_REVOCATIONS, before),
        (text::SWEEP_LEASES, before),
        (sign_in_text::SWEEP, since),
    ] {
        let mut rows = Rows::default();
        while began.elapsed() < TURN {
            let started = Instant::now();
            // A statement that is given up leaves its rows to the next.
            if in_time(shared, shared.pool.0.sweep(delete, before, rows.0)).await? == 0 {
                break;
            }
            let took = started.elapsed();
            rows.after(took);
            sleep(took * PAUSE).await;
        }
    }
    Ok(())
}

/// How many rows a statement deletes: as many as it can in a [`STEP`].
struct Rows(i64);

impl Rows {
    const LEAST: i64 = 16;
    const MOST: i64 = 1_000;

    fn after(&mut self, took: Duration) {
        let next = if took > STEP { self.0 / 2 } else { self.0 * 2 };
        self.0 = next.clamp(Self::LEAST, Self::MOST);
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self(64)
    }
}

async fn in_time<T>(shared: &Shared, answer: Answer<'_, T>) -> sqlx::Result<T> {
    timeout(shared.options.deadline, answer).await.map_err(|_| sqlx::Error::PoolTimedOut)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_delete_as_much_as_nobody_notices() {
        let mut rows = Rows::default();
        (0..20).for_each(|_| rows.after(STEP / 2));
        assert_eq!(rows.0, Rows::MOST);
        rows.after(STEP * 2);
        assert_eq!(rows.0, Rows::MOST / 2);
        (0..20).for_each(|_| rows.after(STEP * 2));
        assert_eq!(rows.0, Rows::LEAST);
    }
}
