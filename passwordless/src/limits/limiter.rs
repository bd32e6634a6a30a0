use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hash},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// Each row takes 256 KiB, which the system gives page by page as the cells are used.
const ROWS: usize = 4;
const CELLS: usize = 1 << 15;

/// Counts how often each of many keys asks, in a fixed amount of memory.
///
/// A key has an allowance that grows back evenly, up to what a period allows at once (the generic cell rate algorithm):
/// a cell holds the time at which the allowance is whole again. No key is kept: it has one cell in each row, chosen by
/// a hash that nobody can foresee, and the row with the least use is believed (a count-min sketch with conservative
/// updates). A flood of keys makes it neither grow nor forget. A key is counted too strictly only where all of its
/// cells are other keys' as well: with 6,500 keys at their limit that is one key of a thousand.
pub(crate) struct Limiter {
    /// In nanoseconds, as all times here.
    period: u64,
    hashes: [RandomState; ROWS],
    cells: Mutex<Box<[u64]>>,
}

impl Limiter {
    /// A limiter whose allowances are whole again after this period.
    pub(crate) fn new(period: Duration) -> Self {
        Self {
            period: nanoseconds(period).max(1),
            hashes: std::array::from_fn(|_| RandomState::new()),
            cells: Mutex::new(vec![0; ROWS * CELLS].into_boxed_slice()),
        }
    }

    /// Counts one more for each of these keys, which may ask so often in a period; or counts nothing, and says how
    /// long to wait, where one of them asked too often.
    pub(crate) fn count<K: Hash>(&self, keys: &[(K, u32)], now: SystemTime) -> Result<(), Duration> {
        let now = nanoseconds(now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default());
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counted = Vec::with_capacity(keys.len());
        for (key, most) in keys {
            let places = self.places(key);
            let least = places.iter().map(|place| self.whole_again(cells[*place], now)).min();
            let next = least.unwrap_or(now).saturating_add(self.period / u64::from((*most).max(1)));
            let wait = next.saturating_sub(now.saturating_add(self.period));
            if wait > 0 {
                return Err(Duration::from_nanos(wait));
            }
            counted.push((places, next));
        }
        for (places, next) in counted {
            for place in places {
                cells[place] = self.whole_again(cells[place], now).max(next);
            }
        }
        Ok(())
    }

    /// When the allowance of a cell is whole again. No cell is further ahead than a period, unless the clock was set
    /// back: then it says nothing.
    fn whole_again(&self, cell: u64, now: u64) -> u64 {
        if cell > now.saturating_add(self.period) { now } else { cell.max(now) }
    }

    fn places<K: Hash>(&self, key: &K) -> [usize; ROWS] {
        std::array::from_fn(|row| {
            let hash = self.hashes[row].hash_one(key);
            row * CELLS + usize::try_from(hash % CELLS as u64).unwrap_or_default()
        })
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_secs(900);

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_064_400 + seconds)
    }

    #[test]
    fn a_key_has_an_allowance_of_its_own_that_grows_back_evenly() {
        let limiter = Limiter::new(PERIOD);
        for _ in 0..3 {
            assert_eq!(limiter.count(&[("alice", 3)], at(0)), Ok(()));
        }
        assert_eq!(limiter.count(&[("alice", 3)], at(60)), Err(Duration::from_secs(240)));
        assert_eq!(limiter.count(&[("bob", 3)], at(60)), Ok(()));
        assert_eq!(limiter.count(&[("alice", 3)], at(300)), Ok(()));
        assert_eq!(limiter.count(&[("alice", 3)], at(301)), Err(Duration::from_secs(299)));
        for _ in 0..3 {
            assert_eq!(limiter.count(&[("alice", 3)], at(1200)), Ok(()));
        }
        assert!(limiter.count(&[("alice", 3)], at(1200)).is_err());
    }

    #[test]
    fn a_refusal_counts_for_none_of_the_keys() {
        let limiter = Limiter::new(PERIOD);
        for _ in 0..2 {
            assert_eq!(limiter.count(&[("alice", 2), ("home", 3)], at(0)), Ok(()));
        }
        for _ in 0..10 {
            assert!(limiter.count(&[("alice", 2), ("home", 3)], at(0)).is_err());
        }
        assert_eq!(limiter.count(&[("bob", 2), ("home", 3)], at(0)), Ok(()));
        assert!(limiter.count(&[("carol", 2), ("home", 3)], at(0)).is_err());
        assert_eq!(limiter.count(&[("carol", 2)], at(0)), Ok(()));
    }

    #[test]
    fn a_flood_of_keys_lets_nobody_ask_more_often() {
        let limiter = Limiter::new(PERIOD);
        for _ in 0..3 {
            assert_eq!(limiter.count(&[("alice".to_owned(), 3)], at(0)), Ok(()));
        }
        for name in 0..100_000 {
            let _ = limiter.count(&[(format!("{name}"), 3)], at(1));
        }
        assert!(limiter.count(&[("alice".to_owned(), 3)], at(2)).is_err());
    }

    #[test]
    fn thousands_of_keys_at_their_limit_keep_hardly_anybody_else_out() {
        let limiter = Limiter::new(PERIOD);
        for key in 0..6_500 {
            while limiter.count(&[(key, 10)], at(0)).is_ok() {}
        }
        let others = 1_000_000..1_010_000;
        let refused = others.filter(|key| limiter.count(&[(*key, 10)], at(0)).is_err()).count();
        assert!(refused < 100, "{refused} of 10,000");
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_waiting_for_it() {
        let limiter = Limiter::new(PERIOD);
        let tomorrow = at(24 * 3600);
        while limiter.count(&[("alice", 3)], tomorrow).is_ok() {}
        for _ in 0..3 {
            assert_eq!(limiter.count(&[("alice", 3)], at(0)), Ok(()));
        }
        assert!(limiter.count(&[("alice", 3)], at(0)).is_err());
    }
}
