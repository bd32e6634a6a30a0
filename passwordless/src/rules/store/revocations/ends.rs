use super::{Mark, hash::Hasher, table::Table};
use crate::rules::store::sync::{AtomicUsize, Ordering, PoisonError, RwLock};

/// By the lowest bits of a hash, since its upper bits say the place in a table.
const SHARDS: usize = 64;

/// Tables of ends that are locked one by one, never across an await.
pub(super) struct Ends<V> {
    shards: Box<[RwLock<Table<V>>]>,
    len: AtomicUsize,
}

impl<V: Copy + Default> Ends<V> {
    pub(super) fn new(hasher: Hasher) -> Self {
        let shards = (0..SHARDS).map(|_| RwLock::new(Table::new(hasher))).collect();
        Self { shards, len: AtomicUsize::new(0) }
    }

    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    pub(super) fn get(&self, hash: u64, mark: &Mark) -> Option<V> {
        // No step of a change can panic, so a poisoned table is whole.
        self.shard(hash).read().unwrap_or_else(PoisonError::into_inner).get(hash, mark)
    }

    /// As [`Table::note`]. `noted` is called before another may read or write here.
    pub(super) fn note(
        &self,
        hash: u64,
        (mark, until): (Mark, u32),
        value: V,
        change: impl FnOnce(V) -> V,
        noted: impl FnOnce(),
    ) {
        let mut table = self.shard(hash).write().unwrap_or_else(PoisonError::into_inner);
        if table.note(hash, mark, until, value, change) {
            noted();
            self.len.fetch_add(1, Ordering::Release);
        }
    }

    /// Calls with each mark, its hash, end and value, while nobody writes beside it.
    pub(super) fn each(&self, mut tell: impl FnMut(u64, &Mark, u32, V)) {
        for shard in &self.shards {
            shard.read().unwrap_or_else(PoisonError::into_inner).each(&mut tell);
        }
    }

    /// As [`Table::reserve`], of them all. Hashes spread evenly, up to a few marks in a hundred.
    pub(super) fn reserve(&self, more: usize) {
        let each = more.div_ceil(SHARDS);
        if each == 0 {
            return;
        }
        for shard in &self.shards {
            shard.write().unwrap_or_else(PoisonError::into_inner).reserve(each + each / 32);
        }
    }

    /// As [`Table::forget_before`], of them all.
    pub(super) fn forget_before(&self, minute: u32) -> u32 {
        self.change_all(|table| table.forget_before(minute))
    }

    pub(super) fn clear(&self) {
        self.change_all(|table| {
            table.clear();
            0
        });
    }

    fn change_all(&self, mut change: impl FnMut(&mut Table<V>) -> u32) -> u32 {
        let mut greatest = 0;
        for shard in &self.shards {
            let mut table = shard.write().unwrap_or_else(PoisonError::into_inner);
            let before = table.len();
            greatest = change(&mut table).max(greatest);
            self.len.fetch_sub(before - table.len(), Ordering::Release);
        }
        greatest
    }

    fn shard(&self, hash: u64) -> &RwLock<Table<V>> {
        &self.shards[hash as usize % SHARDS]
    }
}
