use super::hash::place;
use crate::rules::store::sync::{AtomicU64, AtomicUsize, Ordering};

/// A Bloom filter over hashes, of which each sets four bits of one word.
///
/// It says "no" surely and "perhaps" else: for one hash in fifty that was never noted, when it is full.
pub(super) struct Filter {
    words: Box<[AtomicU64]>,
    room: usize,
    noted: AtomicUsize,
}

impl Filter {
    const BITS: usize = 12;
    const LEAST: usize = 1024;

    pub(super) fn with_room_for(marks: usize) -> Self {
        let room = marks.max(Self::LEAST);
        let words = (0..room * Self::BITS / 64).map(|_| AtomicU64::new(0)).collect();
        Self { words, room, noted: AtomicUsize::new(0) }
    }

    pub(super) fn note(&self, hash: u64) {
        self.words[place(hash, self.words.len())].fetch_or(bits(hash), Ordering::Release);
        self.noted.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn may_hold(&self, hash: u64) -> bool {
        let bits = bits(hash);
        self.words[place(hash, self.words.len())].load(Ordering::Acquire) & bits == bits
    }

    pub(super) fn is_full(&self) -> bool {
        self.noted.load(Ordering::Relaxed) > self.room
    }

    pub(super) fn room(&self) -> usize {
        self.room
    }
}

/// By the lower bits, since the upper ones say the word.
fn bits(hash: u64) -> u64 {
    (0..4).fold(0, |bits, step| bits | 1 << (hash >> (6 * step) & 63))
}
