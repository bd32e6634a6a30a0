use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use passwordless::store::{Mark, Revocations};

use crate::{
    clock,
    statements::{Batch, Revoked},
};

/// What this process knows to have ended.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) ended: Arc<Revocations>,
    /// How many there are to be read for the first time.
    all: AtomicUsize,
    is_whole: AtomicBool,
}

impl Known {
    /// How much later than its end a revocation is forgotten: more than the clocks of two machines differ, and less
    /// than the database takes.
    pub(crate) const CLOCKS_DIFFER: Duration = Duration::from_secs(10 * 60);

    pub(crate) fn nothing() -> Self {
        Self {
            // The first look says which store it is.
            ended: Arc::new(Revocations::new(Mark::from_bytes([0; Mark::LEN]))),
            all: AtomicUsize::new(0),
            is_whole: AtomicBool::new(false),
        }
    }

    pub(crate) fn note_all(&self, batch: &Batch) {
        batch.revoked().for_each(|revoked| self.note(revoked));
    }

    /// What is known from now on, in whatever order it is heard.
    pub(crate) fn note(&self, revoked: Revoked) {
        let until = clock::time(revoked.until);
        match revoked.generation {
            Some(generation) => self.ended.end_user(revoked.mark, generation, until),
            None => self.ended.end(revoked.mark, until),
        }
    }

    /// Forgets what has ended, by whichever clock is behind.
    pub(crate) fn forget(&self, now: i64) {
        self.ended.forget_before(clock::time(now.saturating_sub(clock::micros_of(Self::CLOCKS_DIFFER))));
    }

    /// So many are to be read, of which so many are of users.
    pub(crate) fn expect(&self, all: usize, users: usize) {
        self.all.store(all, Ordering::Release);
        if self.ended.is_empty() {
            self.ended.reserve(all.saturating_sub(users), users);
        }
    }

    /// All were read once.
    pub(crate) fn becomes_whole(&self) {
        self.is_whole.store(true, Ordering::Release);
    }

    /// How many are known of how many, until all were read.
    pub(crate) fn progress(&self) -> Option<(usize, usize)> {
        let all = self.all.load(Ordering::Acquire);
        (!self.is_whole.load(Ordering::Acquire)).then(|| (self.ended.len().min(all), all))
    }
}
