use std::time::{Duration, SystemTime};

use super::store::{SingleProcess, full};
use crate::rules::store::{
    Mark, StoreError,
    minutes::{minute, minute_after},
    shards::Kept,
};

#[derive(Debug)]
pub(super) struct Lease {
    mark: Mark,
    until: SystemTime,
}

impl SingleProcess {
    pub(super) fn take_lease(
        &self,
        user: Mark,
        length: Duration,
        now: SystemTime,
    ) -> Result<Option<Mark>, StoreError> {
        let mark = Mark::random().map_err(StoreError::unavailable)?;
        let until = now.checked_add(length).unwrap_or(now);
        let keep = self.leases.change(user, minute(now), |entry| match entry.kept {
            Some((lease, _)) if lease.until > now => (None, None),
            _ => (Some(Kept { until: minute_after(until), value: Lease { mark, until } }), Some(mark)),
        });
        keep.map_err(full)
    }

    pub(super) fn give_back(&self, user: &Mark, lease: Mark) {
        self.leases.remove_if(user, |held| held.mark == lease);
    }
}
