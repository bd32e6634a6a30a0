//! What was done, for the output.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

#[derive(Default)]
pub(crate) struct Figures {
    pub pages: AtomicUsize,
    pub registrations: AtomicUsize,
    pub sign_ins: AtomicUsize,
    pub refusals: AtomicUsize,
    pub passkeys: AtomicUsize,
    pub sign_outs: AtomicUsize,
    /// The slowest answer, in milliseconds.
    slowest: AtomicU64,
}

pub(crate) fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Relaxed);
}

impl Figures {
    pub(crate) fn took(&self, time: Duration) {
        self.slowest.fetch_max(time.as_millis().try_into().unwrap_or(u64::MAX), Relaxed);
    }

    pub(crate) fn check(&self) {
        for counter in [
            &self.pages,
            &self.registrations,
            &self.sign_ins,
            &self.refusals,
            &self.passkeys,
            &self.sign_outs,
        ] {
            assert!(counter.load(Relaxed) > 0, "there was no load: {self}");
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |counter: &AtomicUsize| counter.load(Relaxed);
        write!(
            f,
            "{} pages, {} registrations, {} sign-ins, {} refusals, {} passkeys added and deleted, {} sign-outs, the slowest \
             answer after {} ms,",
            of(&self.pages),
            of(&self.registrations),
            of(&self.sign_ins),
            of(&self.refusals),
            of(&self.passkeys),
            of(&self.sign_outs),
            self.slowest.load(Relaxed),
        )
    }
}
