//! When a call is repeated, and how long to wait before.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use crate::api::error::Error;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// How many repetitions a call may have, and what all calls of a client may have together.
///
/// The budget keeps an outage from being answered with a multiple of the usual load: ten repetitions are free, and
/// then one for every five calls.
#[derive(Debug)]
pub(in crate::api) struct Retries {
    most: u32,
    budget: AtomicU32,
}

impl Retries {
    const FULL: u32 = 50;
    const PER_RETRY: u32 = 5;

    pub(in crate::api) fn new(most: u32) -> Self {
        Self { most, budget: AtomicU32::new(Self::FULL) }
    }

    /// Counts a call, of whatever outcome.
    pub(in crate::api) fn called(&self) {
        let more = |budget: u32| (budget < Self::FULL).then(|| budget + 1);
        // A full budget stays full: not an error.
        let _ = self.budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    /// How long to wait before repeating a call that may be repeated, or nothing to give up.
    pub(in crate::api) fn wait(&self, repeated: u32, error: &Error, remaining: Duration) -> Option<Duration> {
        if repeated >= self.most || !error.is_retryable() {
            return None;
        }
        let wait = backoff(repeated, random()).max(error.retry_after().unwrap_or_default());
        if wait > LONGEST_WAIT || wait >= remaining {
            return None;
        }
        let spend = |budget: u32| budget.checked_sub(Self::PER_RETRY);
        self.budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend).ok().map(|_| wait)
    }
}

/// Between a half and the whole of a time that doubles.
fn backoff(repeated: u32, random: u64) -> Duration {
    let whole = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(repeated)).min(LONGEST_WAIT);
    let half = whole / 2;
    half + half.mul_f64((random % 1000) as f64 / 1000.0)
}

/// Good enough to keep clients apart; the standard library seeds its hash maps at random.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Problem;

    const MINUTE: Duration = Duration::from_secs(60);

    fn error(status: u16) -> Error {
        Error::refused(Problem::read(status, b""))
    }

    #[test]
    fn only_an_outage_is_repeated_and_not_for_ever() {
        let retries = Retries::new(2);
        assert!(retries.wait(0, &error(503), MINUTE).is_some());
        assert!(retries.wait(1, &error(503), MINUTE).is_some());
        assert!(retries.wait(2, &error(503), MINUTE).is_none());
        for status in [400, 401, 403, 500] {
            assert!(retries.wait(0, &error(status), MINUTE).is_none(), "{status}");
        }
        assert!(Retries::new(0).wait(0, &error(503), MINUTE).is_none());
    }

    #[test]
    fn no_wait_outlives_the_deadline() {
        assert!(Retries::new(2).wait(0, &error(503), Duration::from_millis(20)).is_none());
        assert!(Retries::new(2).wait(0, &Error::elapsed(MINUTE), Duration::ZERO).is_none());
    }

    #[test]
    fn a_short_retry_after_is_honoured_and_a_long_one_ends_it() {
        let after = |seconds| error(429).with_retry_after(Some(Duration::from_secs(seconds)));
        assert_eq!(Retries::new(2).wait(0, &after(2), MINUTE), Some(Duration::from_secs(2)));
        assert_eq!(Retries::new(2).wait(0, &after(4), MINUTE), None);
    }

    #[test]
    fn the_budget_runs_dry_and_fills_again() {
        let retries = Retries::new(2);
        for _ in 0..10 {
            assert!(retries.wait(0, &error(503), MINUTE).is_some());
        }
        assert!(retries.wait(0, &error(503), MINUTE).is_none());
        (0..5).for_each(|_| retries.called());
        assert!(retries.wait(0, &error(503), MINUTE).is_some());
        assert!(retries.wait(0, &error(503), MINUTE).is_none());
    }

    #[test]
    fn waits_double_with_jitter_up_to_a_limit() {
        for random in [0, 1, 999, u64::MAX] {
            let first = backoff(0, random);
            assert!((FIRST_WAIT / 2..=FIRST_WAIT).contains(&first), "{first:?}");
            assert!(backoff(2, random) >= FIRST_WAIT * 2);
            assert!(backoff(u32::MAX, random) <= LONGEST_WAIT);
        }
    }
}
