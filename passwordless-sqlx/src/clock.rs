//! Times as the database keeps them: microseconds since 1970.

use std::time::{Duration, SystemTime};

/// What cannot be told in 64 bits, some 290,000 years away, is as far away as can be.
pub(crate) fn micros(time: SystemTime) -> i64 {
    micros_of(time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
}

pub(crate) fn micros_of(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX)
}

pub(crate) fn time(micros: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

/// The minute since 1970 in which a time lies.
pub(crate) fn minute(time: SystemTime) -> i64 {
    minute_of(micros(time))
}

pub(crate) fn minute_of(micros: i64) -> i64 {
    micros / 60_000_000
}

/// Warns where this machine and the database do not agree about the time.
///
/// A sign-out everywhere ends the tokens that were made before it, and the two times are of different clocks.
pub(crate) fn compare(database_time: i64) {
    let seconds = database_time.abs_diff(micros(SystemTime::now())) / 1_000_000;
    if seconds > TOLERATED {
        tracing::warn!(
            target: "passwordless.clocks_differ", seconds,
            "the clocks of this machine and of the database differ; set both by NTP"
        );
    }
}

const TOLERATED: u64 = 10;
