use std::time::{Duration, SystemTime};

use crate::{Purpose, Rejection, Session};

/// The service's own purpose `step-up`, which needs no configuration there.
///
/// A user who adds or deletes a passkey must have used one less than five minutes ago: to sign in, or to step up for
/// this or any other purpose. Who has not is asked for this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepUp;

impl Purpose for StepUp {
    const NAME: &'static str = "step-up";
    const MAX_AGE: Duration = Duration::from_secs(5 * 60);
}

/// Refuses a session whose user has not used a passkey for a while: it may be in other hands.
pub(super) fn check(session: &Session, now: SystemTime) -> Result<(), Rejection> {
    // Seconds were cut off, and clocks of two servers differ: what comes from the future has no age.
    let age = now.duration_since(session.last_verified_at()).unwrap_or_default();
    if age <= StepUp::MAX_AGE { Ok(()) } else { Err(Rejection::step_up_required::<StepUp>()) }
}
