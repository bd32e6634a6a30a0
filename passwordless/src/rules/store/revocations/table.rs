use super::{
    Mark,
    hash::{Hasher, place},
};

/// A map from marks to values, at nine places for eight marks where the maps of the standard library need up to
/// eighteen.
///
/// Open addressing without tombstones: a mark stands at the place that its hash says, or behind it, and marks that
/// stand side by side are in the order of their hashes. So a look for a mark that is not there ends early, and a table
/// grows by a seventh in one pass.
pub(in crate::rules::store) struct Table<V> {
    hasher: Hasher,
    slots: Vec<Slot<V>>,
    /// How many places hashes are spread over. A few more may follow, for those that are pushed over the end.
    homes: usize,
    len: usize,
}

#[derive(Clone, Copy)]
struct Slot<V> {
    mark: Mark,
    /// The last minute since 1970 in which this matters. Zero: nothing is here.
    until: u32,
    value: V,
}

impl<V: Copy + Default> Table<V> {
    const LEAST: usize = 16;

    pub(in crate::rules::store) fn new(hasher: Hasher) -> Self {
        Self { hasher, slots: Vec::new(), homes: 0, len: 0 }
    }

    pub(in crate::rules::store) fn len(&self) -> usize {
        self.len
    }

    pub(in crate::rules::store) fn get(&self, hash: u64, mark: &Mark) -> Option<V> {
        self.find(hash, mark).ok().map(|at| self.slots[at].value)
    }

    /// Calls with each mark, its hash, end and value.
    pub(super) fn each(&self, mut tell: impl FnMut(u64, &Mark, u32, V)) {
        for slot in self.slots.iter().filter(|slot| slot.until > 0) {
            tell(self.hasher.hash(&slot.mark), &slot.mark, slot.until, slot.value);
        }
    }

    /// Takes room for so many more at once.
    pub(super) fn reserve(&mut self, more: usize) {
        let homes = (self.len + more) * 10 / 9 + 1;
        if homes > self.homes {
            self.place_anew(homes, |_| true);
        }
    }

    /// Adds a mark, or changes its value. The later of two ends counts. True: the mark is new.
    pub(in crate::rules::store) fn note(
        &mut self,
        hash: u64,
        mark: Mark,
        until: u32,
        value: V,
        change: impl FnOnce(V) -> V,
    ) -> bool {
        let until = until.max(1);
        if let Ok(at) = self.find(hash, &mark) {
            let slot = &mut self.slots[at];
            slot.until = slot.until.max(until);
            slot.value = change(slot.value);
            return false;
        }
        if (self.len + 1) * 10 > self.homes * 9 {
            self.place_anew(self.homes + (self.homes / 7).max(Self::LEAST), |_| true);
        }
        let (Ok(at) | Err(at)) = self.find(hash, &mark);
        self.insert(at, Slot { mark, until, value });
        self.len += 1;
        true
    }

    /// Forgets what ended before a minute, and answers the latest such end, or zero.
    pub(in crate::rules::store) fn forget_before(&mut self, minute: u32) -> u32 {
        let mut forgotten = (0, 0);
        for until in self.slots.iter().map(|slot| slot.until).filter(|until| (1..minute).contains(until)) {
            forgotten = (forgotten.0 + 1, until.max(forgotten.1));
        }
        if forgotten.0 > 0 {
            self.len -= forgotten.0;
            self.place_anew((self.len * 5 / 4).max(Self::LEAST), |until| until >= minute);
        }
        forgotten.1
    }

    pub(in crate::rules::store) fn clear(&mut self) {
        *self = Self::new(self.hasher);
    }

    /// Where a mark is, or else where it belongs.
    fn find(&self, hash: u64, mark: &Mark) -> Result<usize, usize> {
        let mut at = place(hash, self.homes);
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.until > 0) {
            if slot.mark == *mark {
                return Ok(at);
            }
            if self.hasher.hash(&slot.mark) > hash {
                break;
            }
            at += 1;
        }
        Err(at)
    }

    /// Moves those behind one further, up to the next place where nothing is.
    fn insert(&mut self, at: usize, slot: Slot<V>) {
        let behind = self.slots.get(at..).unwrap_or_default();
        let end = at + behind.iter().position(|slot| slot.until == 0).unwrap_or(behind.len());
        if end == self.slots.len() {
            self.slots.reserve_exact(Self::LEAST);
            self.slots.push(Slot::default());
        }
        self.slots.copy_within(at..end, at + 1);
        self.slots[at] = slot;
    }

    /// Spreads what is to be kept over so many places, in the same order.
    fn place_anew(&mut self, homes: usize, is_kept: impl Fn(u32) -> bool) {
        let mut slots = Vec::with_capacity(homes + Self::LEAST);
        for slot in self.slots.iter().filter(|slot| slot.until > 0 && is_kept(slot.until)) {
            let home = place(self.hasher.hash(&slot.mark), homes);
            slots.resize(home.max(slots.len()), Slot::default());
            if slots.len() == slots.capacity() {
                // A crowd at the end: by itself a vector would double here.
                slots.reserve_exact(Self::LEAST);
            }
            slots.push(*slot);
        }
        slots.resize(homes.max(slots.len()), Slot::default());
        (self.slots, self.homes) = (slots, homes);
    }
}

impl<V: Default> Default for Slot<V> {
    fn default() -> Self {
        Self { mark: Mark::from_bytes([0; Mark::LEN]), until: 0, value: V::default() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Marks whose places are crowded on purpose, and marks that are spread, against a map of the standard library.
    #[test]
    fn it_agrees_with_a_map_whatever_is_noted_and_forgotten() {
        for crowd in [u64::MAX, 0xff, 0x3f00_0000_0000_0000] {
            let hasher = Hasher::random();
            let (mut table, mut map) = (Table::<u32>::new(hasher), HashMap::<Mark, (u32, u32)>::new());
            let mut state = 0x9e37_79b9_7f4a_7c15_u64;
            for step in 0..60_000_u32 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let number = u128::from((state % 20_000) & crowd);
                let mark = Mark::from_bytes(
                    (number.wrapping_mul(0x0123_4567_89ab_cdef_fedc_ba98_7654_3211)).to_le_bytes(),
                );
                let until = step / 100 + (state % 50) as u32 + 1;
                let is_new = table.note(hasher.hash(&mark), mark, until, step, |before| before.max(step));
                let before = map.insert(mark, (until, step));
                assert_eq!(is_new, before.is_none());
                if let Some((earlier, _)) = before {
                    map.insert(mark, (until.max(earlier), step));
                }
                if step % 1_000 == 999 {
                    let minute = step / 100 - 5;
                    let latest = map.values().map(|(until, _)| *until).filter(|until| *until < minute).max();
                    assert_eq!(table.forget_before(minute), latest.unwrap_or(0));
                    map.retain(|_, (until, _)| *until >= minute);
                    assert_eq!(table.len(), map.len());
                    for (mark, (_, value)) in &map {
                        assert_eq!(table.get(hasher.hash(mark), mark), Some(*value));
                    }
                }
            }
            let mut hashes = 0;
            table.each(|hash, mark, until, value| {
                assert_eq!((hash, map.get(mark)), (hasher.hash(mark), Some(&(until, value))));
                hashes += 1;
            });
            assert_eq!(hashes, map.len());
            table.clear();
            assert_eq!(table.len(), 0);
        }
    }

    #[test]
    fn what_was_reserved_is_not_moved_while_it_is_filled() {
        let hasher = Hasher::random();
        let mut table = Table::<()>::new(hasher);
        let mark = |number: u128| {
            Mark::from_bytes(number.wrapping_mul(0x0123_4567_89ab_cdef_fedc_ba98_7654_3211).to_le_bytes())
        };
        (0..100).for_each(|number| _ = table.note(hasher.hash(&mark(number)), mark(number), 1, (), |()| ()));
        table.reserve(50_000);
        let homes = table.homes;
        (100..50_100)
            .for_each(|number| _ = table.note(hasher.hash(&mark(number)), mark(number), 1, (), |()| ()));
        assert_eq!((table.homes, table.len()), (homes, 50_100));
        assert!((0..50_100).all(|number| table.get(hasher.hash(&mark(number)), &mark(number)).is_some()));
        assert!(table.slots.capacity() <= 50_100 * 10 / 9 + 200);
    }

    #[test]
    fn it_takes_at_most_thirty_bytes_for_a_session_at_any_size() {
        let hasher = Hasher::random();
        let mut table = Table::<()>::new(hasher);
        for number in 0..100_000_u128 {
            let mark = Mark::from_bytes(
                (number.wrapping_mul(0x0123_4567_89ab_cdef_fedc_ba98_7654_3211)).to_le_bytes(),
            );
            table.note(hasher.hash(&mark), mark, 1, (), |()| ());
            let bytes = table.slots.capacity() * size_of::<Slot<()>>();
            assert!(number < 1_000 || bytes <= table.len() * 27, "{bytes} bytes for {number}");
        }
    }
}
