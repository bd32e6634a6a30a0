//! Everything that the database knows of revocations, compared with what this process knows.
//!
//! The marks are cut into parts. Of each the database tells a few numbers, this process reckons the same of what it knows,
//! and where they differ it reads the part. So when nothing is missing the database makes one pass over its table, and a
//! few thousand numbers are sent. A process that knows nothing yet reads every part.
//!
//! The database's numbers come first. What it had when it told them is known here afterwards, or makes a difference.
//! What was noted or deleted in between makes one as well, and is read in vain.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::future::try_join;
use tokio::task::{spawn_blocking, yield_now};

use crate::{
    SqlPool, clock,
    known::Known,
    parts::{Digest, Parts},
    statements::{Batch, Which, within},
};

/// How many revocations a part has that is compared, and how many are read at once where nothing is known.
const COMPARED: usize = 1_024;
const READ: usize = 16_384;
/// A statement over a whole table may take longer than one that somebody waits for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often the log tells how far the first reading is.
const TOLD_EVERY: Duration = Duration::from_secs(2);

/// Reads what this process does not know, at this time of the database.
pub(crate) async fn read(known: &Known, pool: &SqlPool, now: i64) -> sqlx::Result<()> {
    let [all, users] =
        within(PATIENCE, pool.0.count()).await?.map(|count| usize::try_from(count).unwrap_or(0));
    let (parts, missing) = match known.ended.is_empty() {
        true => {
            let parts = Parts::of(all, READ);
            (parts, (0..parts.len()).collect())
        }
        false => {
            let parts = Parts::of(all, COMPARED);
            (parts, different(known, pool, parts, now).await?)
        }
    };
    known.expect(all, users);
    let reading = Reading::new(all);
    // Two at once: the database has another core, and the application's pool other connections.
    let (one, other) = missing.split_at(missing.len() / 2);
    let read = try_join(reading.parts(known, pool, parts, one), reading.parts(known, pool, parts, other));
    read.await?;
    let read = reading.read.load(Ordering::Relaxed);
    tracing::debug!(
        target: "passwordless.store_compared", all, parts = parts.len(), differ = missing.len(), read,
        "what this process knows was compared with the database"
    );
    Ok(())
}

/// How far a reading is.
struct Reading {
    began: Instant,
    /// How often the log has told it.
    told: AtomicU64,
    read: AtomicUsize,
    all: usize,
}

impl Reading {
    fn new(all: usize) -> Self {
        Self { began: Instant::now(), told: AtomicU64::new(0), read: AtomicUsize::new(0), all }
    }

    async fn parts(&self, known: &Known, pool: &SqlPool, parts: Parts, which: &[usize]) -> sqlx::Result<()> {
        for &part in which {
            let batch: Batch = within(PATIENCE, pool.0.revoked(Which::Parts(parts, part..part + 1))).await?;
            known.note_all(&batch);
            self.tell(batch.len());
            // Noting a part takes a millisecond, and others have something to do.
            yield_now().await;
        }
        Ok(())
    }

    fn tell(&self, more: usize) {
        let read = self.read.fetch_add(more, Ordering::Relaxed) + more;
        let since = self.began.elapsed().as_secs() / TOLD_EVERY.as_secs();
        if self.told.fetch_max(since, Ordering::Relaxed) < since {
            tracing::info!(
                target: "passwordless.store_reading", read, all = self.all, "the store reads revocations"
            );
        }
    }
}

/// The parts of which the database knows something else.
async fn different(known: &Known, pool: &SqlPool, parts: Parts, now: i64) -> sqlx::Result<Vec<usize>> {
    // What ended so lately that nobody has forgotten it.
    let since = clock::minute_of(now - clock::micros_of(Known::CLOCKS_DIFFER) / 2);
    let theirs = within(PATIENCE, pool.0.digests(parts, since)).await?;
    let ended = Arc::clone(&known.ended);
    // It takes a while, which nobody else shall wait for.
    let ours = spawn_blocking(move || parts.digests(&ended, since)).await.map_err(io::Error::other)?;
    let pairs = theirs.iter().zip(&ours).enumerate();
    // What the database does not have cannot be missing here.
    let differ = pairs.filter(|(_, (theirs, ours))| theirs != ours && **theirs != Digest::default());
    Ok(differ.map(|(part, _)| part).collect())
}
