use std::time::Duration;

use super::Purpose;

/// The service's own purpose `step-up`, which needs no configuration there.
///
/// A user who adds or deletes a passkey must have used one less than five minutes ago: to sign in, or to step up for
/// this or any other purpose. Otherwise they are asked for this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepUp;

impl Purpose for StepUp {
    const NAME: &'static str = "step-up";
    const MAX_AGE: Duration = Duration::from_secs(5 * 60);
}
