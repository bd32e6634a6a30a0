//! Times in whole minutes since 1970: as exact as an end need be remembered, and half the room.

use std::time::{Duration, SystemTime};

pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// The minute in which a time lies.
pub(super) fn minute(time: SystemTime) -> u32 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u32::try_from(since.as_secs() / MINUTE.as_secs()).unwrap_or(u32::MAX)
}

/// The minute after it, in which the time is surely over.
pub(super) fn minute_after(time: SystemTime) -> u32 {
    minute(time).saturating_add(1)
}
