//! A store that starts anew, and what it forgets.

use std::{
    sync::atomic::Ordering,
    time::{Duration, SystemTime},
};

use super::store::{SingleProcess, micros};
use crate::rules::store::{Mark, minutes::minute};

impl SingleProcess {
    /// How much later than its end something is forgotten: more than a task takes from when it looks at the clock.
    const LAG: Duration = Duration::from_secs(10 * 60);

    /// Random bytes for a store. Where there are none there are no sessions either, so zeros do no harm.
    pub(super) fn new_mark() -> Mark {
        Mark::random().unwrap_or(Mark::from_bytes([0; Mark::LEN]))
    }

    /// Forgets once a minute what has ended, and starts anew where the clock shows that too much was forgotten.
    pub(super) fn keep_up(&self, now: SystemTime) {
        if self.has_forgotten(now) {
            self.start_anew(now);
        }
        let this_minute = minute(now);
        if self.swept.fetch_max(this_minute, Ordering::AcqRel) >= this_minute {
            return;
        }
        let before = now.checked_sub(Self::LAG).unwrap_or(SystemTime::UNIX_EPOCH);
        if let Some(latest) = self.ended.forget_before(before) {
            self.forgotten.fetch_max(minute(latest), Ordering::AcqRel);
        }
        self.rooms.forget_before(minute(before));
    }

    /// Whether something was forgotten that would count at this time.
    pub(super) fn has_forgotten(&self, now: SystemTime) -> bool {
        minute(now) < self.forgotten.load(Ordering::Acquire)
    }

    /// Ends every session, refuses every token that was made before, and forgets whom that makes superfluous. Passkeys
    /// that ended are remembered: those that are made by them later must not count.
    pub(super) fn start_anew(&self, now: SystemTime) {
        let mut users = self.rooms.lock_all();
        let is_full = self.is_full_of_users();
        if !is_full && !self.has_forgotten(now) {
            // Another task was faster.
            return;
        }
        tracing::error!(
            target: "passwordless.store_started_anew", is_full,
            "the store is full of users who signed out, or its clock was wrong; everybody has to sign in again, as \
             after a restart"
        );
        // A token of this very microsecond was perhaps made before.
        self.started_at.fetch_max(micros(now).saturating_add(1), Ordering::AcqRel);
        self.ended.belong_to(Self::new_mark());
        self.ended.forget_users();
        users.iter_mut().for_each(|users| users.forget_sign_outs());
        self.forgotten.store(0, Ordering::Release);
    }
}
