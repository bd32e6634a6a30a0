use std::{
    collections::HashMap,
    fmt,
    sync::atomic::{AtomicU32, AtomicUsize, Ordering},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::Mark;

const SHARDS: usize = 64;

/// A map from marks to values that end by the minute, in parts that are locked one by one.
///
/// A part is swept once a minute at most, since ends are kept in whole minutes.
pub(super) struct Shards<V> {
    shards: Box<[Shard<V>]>,
    /// Of all parts together.
    len: AtomicUsize,
    capacity: usize,
}

struct Shard<V> {
    len: AtomicUsize,
    /// Before this minute everything was forgotten.
    swept: AtomicU32,
    map: Mutex<HashMap<Mark, Kept<V>>>,
}

/// A value, and the last minute in which it matters.
pub(super) struct Kept<V> {
    pub(super) until: u32,
    pub(super) value: V,
}

/// There is no room for another mark.
pub(super) struct NoRoom;

impl<V> Shards<V> {
    pub(super) fn new(capacity: usize) -> Self {
        let shard =
            |_| Shard { len: AtomicUsize::new(0), swept: AtomicU32::new(0), map: Mutex::new(HashMap::new()) };
        Self { shards: (0..SHARDS).map(shard).collect(), len: AtomicUsize::new(0), capacity }
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// Adds or changes what is kept of a mark, alone.
    ///
    /// `change` sees what is kept, and answers what to keep from now on, or nothing to leave it as it is. A mark that
    /// could have been forgotten already is not told from a new one: [`Entry::forgotten`] says so.
    pub(super) fn change<T>(
        &self,
        mark: Mark,
        now: u32,
        change: impl FnOnce(Entry<'_, V>) -> (Option<Kept<V>>, T),
    ) -> Result<T, NoRoom> {
        self.sweep_if_full(now);
        let shard = self.shard(&mark);
        let mut map = shard.lock();
        self.sweep(shard, &mut map, now);
        let forgotten = shard.swept.load(Ordering::Relaxed);
        let kept = map.get(&mark);
        let is_new = kept.is_none();
        let (keep, answer) = change(Entry { kept: kept.map(|kept| (&kept.value, kept.until)), forgotten });
        let Some(keep) = keep else { return Ok(answer) };
        if is_new {
            let room = |len: usize| (len < self.capacity).then(|| len + 1);
            self.len.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).map_err(|_| NoRoom)?;
            shard.len.fetch_add(1, Ordering::Release);
        }
        map.insert(mark, keep);
        Ok(answer)
    }

    pub(super) fn remove_if(&self, mark: &Mark, condition: impl FnOnce(&V) -> bool) {
        let shard = self.shard(mark);
        let mut map = shard.lock();
        if map.get(mark).is_some_and(|kept| condition(&kept.value)) && map.remove(mark).is_some() {
            shard.len.fetch_sub(1, Ordering::Release);
            self.len.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn shard(&self, mark: &Mark) -> &Shard<V> {
        &self.shards[usize::from(mark.as_bytes()[0]) % SHARDS]
    }

    /// Parts that nobody writes to are not swept by their writers.
    fn sweep_if_full(&self, now: u32) {
        if self.len() < self.capacity {
            return;
        }
        for shard in &self.shards {
            if shard.swept.load(Ordering::Relaxed) < now {
                self.sweep(shard, &mut shard.lock(), now);
            }
        }
    }

    fn sweep(&self, shard: &Shard<V>, map: &mut HashMap<Mark, Kept<V>>, now: u32) {
        if shard.swept.load(Ordering::Relaxed) >= now {
            return;
        }
        shard.swept.store(now, Ordering::Relaxed);
        let before = map.len();
        map.retain(|_, kept| kept.until >= now);
        let gone = before - map.len();
        shard.len.fetch_sub(gone, Ordering::Release);
        self.len.fetch_sub(gone, Ordering::Relaxed);
        if map.capacity() / 4 > map.len() {
            map.shrink_to(map.len() * 2);
        }
    }
}

/// What [`Shards::change`] finds.
pub(super) struct Entry<'a, V> {
    pub(super) kept: Option<(&'a V, u32)>,
    /// Marks that ended before this minute were forgotten.
    pub(super) forgotten: u32,
}

impl<V> Shard<V> {
    // A panic under these locks is not possible between two steps of one change, so a poisoned map is whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<Mark, Kept<V>>> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V> fmt::Debug for Shards<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shards").field("len", &self.len()).field("capacity", &self.capacity).finish()
    }
}
