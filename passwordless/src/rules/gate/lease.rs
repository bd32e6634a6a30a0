//! The right to decide about a user's passkeys alone, for a while.

use std::time::{Duration, SystemTime};

use super::Gate;
use crate::{Mark, Rejection};

impl Gate {
    pub(crate) async fn lease(
        &self,
        user_id: &str,
        length: Duration,
        now: SystemTime,
    ) -> Result<Option<Mark>, Rejection> {
        self.store_answers(self.rules.store.lease(Mark::user(user_id), length, now)).await
    }

    pub(crate) async fn release(&self, user_id: &str, lease: Mark) -> Result<(), Rejection> {
        self.store_answers(self.rules.store.release(Mark::user(user_id), lease)).await
    }
}
