use std::{
    io,
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime},
};

use passwordless::store::StoreError;
use tokio::sync::Mutex;

use crate::{
    SqlPool, SqlStoreOptions, clock,
    known::Known,
    random::random_mark,
    statements::{Seen, StoreRow, Which, text, within},
    whole,
};

/// What this process knows of revocations, and how old that is.
///
/// # Why no revocation is missed
///
/// A look reads the rows that the look before it could not see, each once. Which those are, the database says:
///
/// - Postgres numbers transactions when they begin to write, and they commit in another order. But a snapshot tells
///   which of them had ended when it was taken, so "not visible in the last look's snapshot" is exact: a transaction that
///   was open then is read when it has committed, however much later that is.
/// - SQLite lets one process write at a time, so each row's turn is greater than those of all that were committed
///   before.
///
/// The look before took its snapshot before it read, so a row is in what it read, or is not visible in its snapshot.
///
/// After a crash, Postgres may give numbers again that it gave to transactions which it then lost. A connection does not
/// outlive a crash, nor does it move to another server. So numbers are trusted only by a look over a connection that is
/// older than the last look, to a server that was started when that look's was. Any other look overlaps the one before it
/// by [`OVERLAP`](Self::OVERLAP), by the database's clock:
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
/// compared; and every ten minutes, for what nobody thought of, such as a backup that was restored.
#[derive(Debug)]
pub(crate) struct Freshness {
    pub(crate) known: Known,
    /// When the last look began, by this machine's clock, in microseconds since 1970.
    heard_at: AtomicI64,
    looks: Mutex<Option<Look>>,
    max_staleness: i64,
    patience: Duration,
}

#[derive(Debug)]
struct Look {
    /// By the database's clock.
    at: i64,
    seen: Seen,
}

impl Look {
    /// Which rows the next look has to read, when it sees this.
    fn then(&self, seen: &Seen) -> Which {
        let is_trusted = seen.server == self.seen.server
            && seen.connected_at <= self.at
            && seen.latest >= self.seen.latest;
        match is_trusted {
            true => Which::Unseen(self.seen.rows.clone()),
            false => Which::Since(self.at.saturating_sub(clock::micros_of(Freshness::OVERLAP))),
        }
    }
}

impl Freshness {
    const OVERLAP: Duration = Duration::from_secs(30);

    pub(crate) fn new(options: &SqlStoreOptions) -> Self {
        Self {
            known: Known::nothing(),
            heard_at: AtomicI64::new(i64::MIN),
            looks: Mutex::new(None),
            max_staleness: clock::micros_of(options.max_staleness),
            patience: options.deadline,
        }
    }

    /// Looks for the first time, and answers the database's time. Ten million revocations may take longer to read than
    /// what is known stays fresh; then a second look, which reads what has changed since, comes before the first answer.
    pub(crate) async fn begin(&self, pool: &SqlPool) -> sqlx::Result<i64> {
        let at = self.look(pool).await?;
        if self.fresh(SystemTime::now()).is_ok() { Ok(at) } else { self.look(pool).await }
    }

    /// Looks for revocations, and answers the database's time.
    pub(crate) async fn look(&self, pool: &SqlPool) -> sqlx::Result<i64> {
        let mut last = self.looks.lock().await;
        let began_at = SystemTime::now();
        // Before the revocations are read: neither its time nor what it sees may lie after their snapshot.
        let store = self.store(pool).await?;
        // A clock that was set also makes what is known look stale.
        let is_continued = |last: &&Look| {
            self.fresh(began_at).is_ok()
                && store.mark == self.known.ended.store()
                // Otherwise the database's clock was set back, and rows may lie before the window.
                && store.micros >= last.at
        };
        match last.as_ref().filter(is_continued) {
            Some(last) => {
                let batch = within(self.patience, pool.0.revoked(last.then(&store.seen))).await?;
                self.known.note_all(&batch);
            }
            None => whole::read(&self.known, pool, store.micros).await?,
        }
        self.known.ended.belong_to(store.mark);
        *last = Some(Look { at: store.micros, seen: store.seen });
        self.heard_at.store(clock::micros(began_at), Ordering::Release);
        self.known.becomes_whole();
        Ok(store.micros)
    }

    /// Compares everything, beside the looks: none waits for it.
    pub(crate) async fn compare(&self, pool: &SqlPool) -> sqlx::Result<()> {
        let store = self.store(pool).await?;
        whole::read(&self.known, pool, store.micros).await
    }

    /// Which store it is. One that forgot what has not ended, by a clock that was ahead, is another from now on.
    async fn store(&self, pool: &SqlPool) -> sqlx::Result<StoreRow> {
        let ask = async || within(self.patience, pool.0.store()).await;
        let store = ask().await?;
        if store.micros >= store.revoked_until {
            return Ok(store);
        }
        tracing::error!(
            target: "passwordless.store_renewed",
            "the database's clock was ahead, and revocations were forgotten too early; everybody has to sign in again"
        );
        let mark = random_mark().map_err(|error| sqlx::Error::Io(io::Error::other(error)))?;
        within(self.patience, pool.0.renew(text::RENEW_IF_FORGOTTEN, mark)).await?;
        ask().await
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(rows: &str, latest: i64, server: i64, connected_at: i64) -> Seen {
        Seen { rows: rows.to_owned(), latest, server, connected_at }
    }

    #[test]
    fn turns_are_trusted_by_those_only_who_kept_their_connection() {
        let last = Look { at: 100, seen: seen("5:7:6", 7, 1, 50) };
        assert!(matches!(last.then(&seen("9:9:", 9, 1, 99)), Which::Unseen(rows) if rows == "5:7:6"));
        for (why, now) in [
            ("a connection from after the last look", seen("9:9:", 9, 1, 101)),
            ("another server, or one that was started again", seen("9:9:", 9, 2, 99)),
            ("turns that fell", seen("6:6:", 6, 1, 99)),
        ] {
            let before = 100 - clock::micros_of(Freshness::OVERLAP);
            assert!(matches!(last.then(&now), Which::Since(time) if time == before), "{why}");
        }
    }
}
