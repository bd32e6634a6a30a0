//! How often something may be asked for, in a fixed amount of memory.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hash},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// A power of two for each row. Both rows together take 128 KiB.
const CELLS: usize = 8192;
const WINDOW: u64 = 15 * 60;

/// Counts who asks, per quarter of an hour.
///
/// Nothing is kept by name: each of two rows has a cell for everybody, chosen by a hash that nobody can foresee, and
/// the lower count is believed (a count-min sketch). So no flood of names makes it grow or forget. Two who share both
/// cells share a limit, which is rare, and errs to the safe side.
pub(super) struct Limiter {
    hashes: [RandomState; 2],
    rows: Mutex<[Box<[Cell]>; 2]>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    window: u32,
    count: u32,
}

impl Limiter {
    pub(super) fn new() -> Self {
        let row = || vec![Cell::default(); CELLS].into_boxed_slice();
        Self { hashes: [RandomState::new(), RandomState::new()], rows: Mutex::new([row(), row()]) }
    }

    /// Counts one more, or says how long to wait.
    pub(super) fn count(&self, who: impl Hash, most: u32, now: SystemTime) -> Result<(), Duration> {
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let window = u32::try_from(since / WINDOW).unwrap_or(u32::MAX);
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let [first, second] = &mut *rows;
        let place =
            |hash: &RandomState| usize::try_from(hash.hash_one(&who) % CELLS as u64).unwrap_or_default();
        let [one, other] = &self.hashes;
        let (Some(one), Some(other)) = (first.get_mut(place(one)), second.get_mut(place(other))) else {
            return Ok(());
        };
        for cell in [&mut *one, &mut *other] {
            if cell.window != window {
                *cell = Cell { window, count: 0 };
            }
        }
        if one.count.min(other.count) >= most {
            return Err(Duration::from_secs(WINDOW - since % WINDOW));
        }
        one.count = one.count.saturating_add(1);
        other.count = other.count.saturating_add(1);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_064_400 + seconds)
    }

    #[test]
    fn everybody_has_a_limit_of_their_own_that_ends() {
        let limiter = Limiter::new();
        for _ in 0..3 {
            assert_eq!(limiter.count("alice", 3, at(0)), Ok(()));
        }
        assert_eq!(limiter.count("alice", 3, at(60)), Err(Duration::from_secs(14 * 60)));
        assert_eq!(limiter.count("bob", 3, at(60)), Ok(()));
        assert_eq!(limiter.count("alice", 3, at(15 * 60)), Ok(()));
    }

    #[test]
    fn a_flood_of_names_lets_nobody_ask_more_often() {
        let limiter = Limiter::new();
        for _ in 0..3 {
            assert_eq!(limiter.count("alice", 3, at(0)), Ok(()));
        }
        for name in 0..100_000 {
            let _ = limiter.count(name, 3, at(1));
        }
        assert!(limiter.count("alice", 3, at(2)).is_err());
    }
}
