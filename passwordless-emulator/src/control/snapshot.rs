//! Everything that was remembered at one moment.

use std::fmt;

use crate::state::State;

/// Everything that an emulator remembered at one moment, to go back to.
///
/// The clock, the faults and the request log are no part of it.
#[derive(Clone)]
pub struct Snapshot(pub(crate) State);

/// Shows nothing: it holds keys.
impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}
