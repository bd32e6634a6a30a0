use std::{
    io,
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant, SystemTime},
};

use passwordless::store::{Mark, Revocations, StoreError};
use tokio::{sync::Mutex, time::timeout};

use crate::{
    SqlPool, SqlStoreOptions, clock,
    random::random_mark,
    statements::{Revoked, StoreRow, slow, text},
};

/// What this process knows of revocations, and how old that is.
///
/// # Why no revocation is missed
///
/// Rows are told apart by the database's clock, not by a sequence: both are given out before the commit, and commits
/// come in another order. So each look overlaps the one before it by [`OVERLAP`](Self::OVERLAP):
///
/// - A row is stamped `s` when its statement starts, and committed at `c`. The statement runs by itself, without a
///   transaction that somebody could leave open, and `revoke` says `Ok` only when it took less than the deadline,
///   by the caller's clock from before `s` until after `c`. So `c < s + deadline`.
/// - The first look that can see the row follows one that could not, which had read the time `t` before it took its
///   snapshot: `t < c`. It reads rows with stamps from `t - OVERLAP` on, and `t - OVERLAP < s + deadline - OVERLAP
///   < s`, since the overlap is longer than any deadline. So it reads the row.
///
/// A statement that took longer may still commit, but its caller was told that it is not certain, and repeats it; the
/// repetition is stamped anew. Where the clock was set back, and when nothing was heard for too long, everything is
/// read; and every ten minutes, for what nobody thought of, such as a backup that was restored.
#[derive(Debug)]
pub(crate) struct Freshness {
    ended: Revocations,
    /// When the last look began, by this machine's clock, in microseconds since 1970.
    heard_at: AtomicI64,
    looks: Mutex<Option<Look>>,
    max_staleness: i64,
    patience: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Look {
    /// By the database's clock.
    at: i64,
    /// When everything was read.
    whole: Instant,
}

impl Freshness {
    const OVERLAP: Duration = Duration::from_secs(30);
    const WHOLE_EVERY: Duration = Duration::from_secs(10 * 60);
    /// How much later than its end a revocation is forgotten: more than the clocks of two machines differ, and less
    /// than the database takes.
    const CLOCKS_DIFFER: Duration = Duration::from_secs(10 * 60);

    pub(crate) fn new(options: &SqlStoreOptions) -> Self {
        Self {
            // The first look says which store it is.
            ended: Revocations::new(Mark::from_bytes([0; Mark::LEN])),
            heard_at: AtomicI64::new(i64::MIN),
            looks: Mutex::new(None),
            max_staleness: clock::micros_of(options.max_staleness),
            patience: options.deadline,
        }
    }

    /// Looks for revocations, and answers the database's time.
    pub(crate) async fn look(&self, pool: &SqlPool) -> sqlx::Result<i64> {
        let mut last = self.looks.lock().await;
        let (began, began_at) = (Instant::now(), SystemTime::now());
        // Before the revocations are read: its time must not lie after their snapshot.
        let store = self.store(pool).await?;
        // A clock that was set also makes what is known look stale.
        let is_continued = |last: &Look| {
            self.fresh(began_at).is_ok()
                && began.duration_since(last.whole) < Self::WHOLE_EVERY
                && store.mark == self.ended.store()
                // Otherwise the database's clock was set back, and rows may lie before the window.
                && store.micros >= last.at
        };
        let before = last.filter(is_continued);
        let since = before.map_or(i64::MIN, |last| last.at.saturating_sub(clock::micros_of(Self::OVERLAP)));
        self.read(pool, since).await?;
        self.ended.belong_to(store.mark);
        *last = Some(Look { at: store.micros, whole: before.map_or(began, |last| last.whole) });
        self.heard(began_at);
        Ok(store.micros)
    }

    /// Which store it is. One that forgot what has not ended, by a clock that was ahead, is another from now on.
    async fn store(&self, pool: &SqlPool) -> sqlx::Result<StoreRow> {
        let ask = async || timeout(self.patience, pool.0.store()).await.map_err(|_| slow())?;
        let store = ask().await?;
        if store.micros >= store.revoked_until {
            return Ok(store);
        }
        tracing::error!(
            target: "passwordless.store_renewed",
            "the database's clock was ahead, and revocations were forgotten too early; everybody has to sign in again"
        );
        let mark = random_mark().map_err(|error| sqlx::Error::Io(io::Error::other(error)))?;
        let renew = pool.0.renew(text::RENEW_IF_FORGOTTEN, mark);
        timeout(self.patience, renew).await.map_err(|_| slow())??;
        ask().await
    }

    async fn read(&self, pool: &SqlPool, since: i64) -> sqlx::Result<()> {
        pool.0.revoked_since(since, self.patience, &mut |revoked| self.note(revoked)).await
    }

    /// What is known from now on, in whatever order it is heard.
    pub(crate) fn note(&self, revoked: Revoked) {
        let Revoked { is_user, mark, generation, until } = revoked;
        match is_user {
            true => self.ended.end_user(mark, generation, clock::time(until)),
            false => self.ended.end(mark, clock::time(until)),
        }
    }

    fn heard(&self, began_at: SystemTime) {
        self.heard_at.store(clock::micros(began_at), Ordering::Release);
    }

    /// Forgets what has ended, by whichever clock is behind.
    pub(crate) fn forget(&self, now: i64) {
        self.ended.forget_before(clock::time(now.saturating_sub(clock::micros_of(Self::CLOCKS_DIFFER))));
    }

    /// Refuses what nobody could know.
    ///
    /// A `now` from before the last look counts as its distance, too: where the clock was set back, the age of what
    /// is known cannot be told until the next look.
    pub(crate) fn fresh(&self, now: SystemTime) -> Result<(), StoreError> {
        let age = clock::micros(now).abs_diff(self.heard_at.load(Ordering::Acquire));
        if age > self.max_staleness.unsigned_abs() {
            return Err(StoreError::stale(Duration::from_micros(age)));
        }
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn heard_at(&self) -> i64 {
        self.heard_at.load(Ordering::Acquire)
    }

    pub(crate) fn ended(&self) -> &Revocations {
        &self.ended
    }
}
