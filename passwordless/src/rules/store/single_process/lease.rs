use std::time::{Duration, SystemTime};

use crate::rules::store::{
    Mark, StoreError,
    minutes::{minute, minute_after},
    shards::{Kept, Shards},
};

/// Who holds which user's lease.
pub(super) struct Leases(Shards<Lease>);

#[derive(Debug)]
struct Lease {
    mark: Mark,
    until: SystemTime,
}

impl Leases {
    pub(super) fn new(capacity: usize) -> Self {
        Self(Shards::new(capacity))
    }

    pub(super) fn take(
        &self,
        user: Mark,
        length: Duration,
        now: SystemTime,
    ) -> Result<Option<Mark>, StoreError> {
        let mark = Mark::random().map_err(StoreError::unavailable)?;
        let until = now.checked_add(length).unwrap_or(now);
        let keep = self.0.change(user, minute(now), |entry| match entry.kept {
            Some((lease, _)) if lease.until > now => (None, None),
            _ => (Some(Kept { until: minute_after(until), value: Lease { mark, until } }), Some(mark)),
        });
        keep.map_err(|_| StoreError::full())
    }

    pub(super) fn give_back(&self, user: &Mark, lease: Mark) {
        self.0.remove_if(user, |held| held.mark == lease);
    }
}
