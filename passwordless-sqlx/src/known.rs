//! The revocations that this process knows of, in memory.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use passwordless::Mark;

const SHARDS: usize = 64;
const MINUTE: i64 = 60_000_000;

/// A map of marks in parts that are locked one by one, never across an await.
///
/// Reading an empty part takes no lock: revocations are rare, so most requests read empty parts only.
pub(crate) struct Known {
    shards: Box<[Shard]>,
}

#[derive(Default)]
struct Shard {
    len: AtomicUsize,
    map: RwLock<HashMap<Mark, End>>,
}

#[derive(Clone, Copy)]
struct End {
    generation: u64,
    /// In whole minutes since 1970, rounded up, so that an end takes as much room as its mark.
    until: u32,
}

impl Known {
    pub(crate) fn new() -> Self {
        Self { shards: (0..SHARDS).map(|_| Shard::default()).collect() }
    }

    /// Adds to what is known. Nothing is ever taken back, in whatever order the news arrive.
    pub(crate) fn note(&self, mark: Mark, generation: u64, until: i64) {
        let until = u32::try_from(until / MINUTE + 1).unwrap_or(if until < 0 { 0 } else { u32::MAX });
        let shard = self.shard(&mark);
        let mut map = shard.map.write().unwrap_or_else(PoisonError::into_inner);
        let end = map.entry(mark).or_insert(End { generation, until });
        end.generation = end.generation.max(generation);
        end.until = end.until.max(until);
        shard.len.store(map.len(), Ordering::Release);
    }

    /// The generation below which a user's sessions have ended; something for whatever else has ended.
    pub(crate) fn end_of(&self, mark: &Mark) -> Option<u64> {
        let shard = self.shard(mark);
        if shard.len.load(Ordering::Acquire) == 0 {
            return None;
        }
        shard.map.read().unwrap_or_else(PoisonError::into_inner).get(mark).map(|end| end.generation)
    }

    /// Forgets what ended before a time.
    pub(crate) fn forget_before(&self, micros: i64) {
        let minute = u32::try_from(micros / MINUTE).unwrap_or(0);
        for shard in &self.shards {
            let mut map = shard.map.write().unwrap_or_else(PoisonError::into_inner);
            map.retain(|_, end| end.until >= minute);
            if map.capacity() / 4 > map.len() {
                let room = map.len() * 2;
                map.shrink_to(room);
            }
            shard.len.store(map.len(), Ordering::Release);
        }
    }

    fn shard(&self, mark: &Mark) -> &Shard {
        &self.shards[usize::from(mark.as_bytes()[0]) % SHARDS]
    }

    fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.len.load(Ordering::Relaxed)).sum()
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("len", &self.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_never_fall_in_whatever_order_they_are_heard() {
        let (known, mark) = (Known::new(), Mark::from_bytes([7; Mark::LEN]));
        assert_eq!(known.end_of(&mark), None);
        known.note(mark, 5, MINUTE);
        known.note(mark, 3, MINUTE * 9);
        assert_eq!(known.end_of(&mark), Some(5));
        known.forget_before(MINUTE * 9);
        assert_eq!(known.end_of(&mark), Some(5), "the later end counts");
    }

    #[test]
    fn what_has_ended_is_forgotten_and_not_a_minute_earlier() {
        let (known, mark) = (Known::new(), Mark::from_bytes([7; Mark::LEN]));
        known.note(mark, 0, MINUTE * 2);
        known.forget_before(MINUTE * 2);
        assert_eq!(known.end_of(&mark), Some(0));
        known.forget_before(MINUTE * 4);
        assert_eq!(known.end_of(&mark), None);
        assert_eq!(known.len(), 0);
    }

    #[test]
    fn an_end_that_nobody_can_write_down_is_kept() {
        let (known, mark) = (Known::new(), Mark::from_bytes([7; Mark::LEN]));
        known.note(mark, 0, i64::MAX);
        known.forget_before(MINUTE * 1_000_000_000);
        assert_eq!(known.end_of(&mark), Some(0));
    }
}
