use std::sync::Arc;

use super::filter::Filter;
use crate::rules::store::sync::ArcSwap;

/// The filter that is asked, and while a larger one is being filled, that one, too.
///
/// Whoever notes an end does so under the lock of its table, in both. Whoever fills the new filter takes that lock of
/// one table after the other, after the new one can be seen. So each end is seen there by one of them at least.
pub(super) struct Filters(ArcSwap<Both>);

struct Both {
    current: Arc<Filter>,
    next: Option<Arc<Filter>>,
}

impl Filters {
    pub(super) fn new() -> Self {
        Self(ArcSwap::from_pointee(Both { current: Arc::new(Filter::with_room_for(0)), next: None }))
    }

    pub(super) fn note(&self, hash: u64) {
        let both = self.0.load();
        both.current.note(hash);
        if let Some(next) = &both.next {
            next.note(hash);
        }
    }

    /// False for a hash that was not noted, surely, and for none at all.
    pub(super) fn may_hold<const N: usize>(&self, hashes: [Option<u64>; N]) -> [bool; N] {
        let both = self.0.load();
        hashes.map(|hash| hash.is_some_and(|hash| both.current.may_hold(hash)))
    }

    pub(super) fn is_full(&self) -> bool {
        self.0.load().current.is_full()
    }

    pub(super) fn has_room_for(&self, marks: usize) -> bool {
        self.0.load().current.room() >= marks
    }

    /// Whether the filter is much larger than so many marks need.
    pub(super) fn is_too_large_for(&self, marks: usize) -> bool {
        let both = self.0.load();
        let least = Filter::with_room_for(0).room();
        both.current.room() > least && marks < both.current.room() / 4
    }

    /// Makes room for so many marks: shows an empty filter, has it filled, and asks it from then on.
    ///
    /// One caller at a time.
    pub(super) fn replace(&self, room: usize, fill: impl FnOnce(&Filter)) {
        let current = Arc::clone(&self.0.load().current);
        let next = Arc::new(Filter::with_room_for(room));
        self.0.store(Arc::new(Both { current, next: Some(Arc::clone(&next)) }));
        fill(&next);
        self.0.store(Arc::new(Both { current: next, next: None }));
    }
}
