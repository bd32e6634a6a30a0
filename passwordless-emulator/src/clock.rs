//! The emulator's time, in the service's resolution of 100 nanoseconds.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A moment, counted in units of 100 ns since 1970, as the service's dates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Moment(i64);

impl Moment {
    /// The system's time. Requests ask the [`Clock`], which may have been moved.
    pub(crate) fn now() -> Self {
        Self::from_timestamp(Timestamp::now())
    }

    /// The latest year that the service's dates can hold is 9999; so is jiff's.
    pub(crate) fn from_timestamp(timestamp: Timestamp) -> Self {
        Self(i64::try_from(timestamp.as_nanosecond().div_euclid(100)).unwrap_or(i64::MAX))
    }

    /// The time since 1970; nothing before it.
    pub(crate) fn since_1970(self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0).unwrap_or(0).saturating_mul(100))
    }

    pub(crate) fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(10_000_000)))
    }

    /// The next moment that the service's clock can tell from this one.
    pub(crate) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    pub(crate) fn plus(self, units: i64) -> Self {
        Self(self.0.saturating_add(units))
    }

    pub(crate) fn is_in_the_second_of(self, other: Self) -> bool {
        self.0.div_euclid(10_000_000) == other.0.div_euclid(10_000_000)
    }

    /// The same day and time one month later, or that month's last day.
    pub(crate) fn next_month(self) -> Self {
        let zoned = self.timestamp().to_zoned_datetime(TimeZone::UTC);
        zoned
            .checked_add(jiff::Span::new().months(1))
            .map_or(self, |later| Self::from_timestamp(later.timestamp()))
    }

    /// Whole seconds from `earlier` until this moment; zero when it is not earlier.
    pub(crate) fn seconds_since(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0) / 10_000_000).unwrap_or(0)
    }

    /// `2025-03-04T05:06:07.1234567Z`: what tokens say.
    pub(crate) fn zulu(self) -> String {
        self.timestamp().to_string()
    }

    /// `2025-03-04T05:06:07.1234567`: what stored rows say (UTC, without saying so).
    pub(crate) fn naive(self) -> String {
        self.timestamp().to_zoned_datetime(TimeZone::UTC).datetime().to_string()
    }

    /// `2025-03-04T05:06:07.1234567+00:00`: what sign-in configurations say.
    pub(crate) fn with_offset(self) -> String {
        format!("{}+00:00", self.naive())
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_nanosecond(i128::from(self.0) * 100).unwrap_or(Timestamp::MAX)
    }
}

/// Where the emulator reads its time: the system's, moved or held still by a test.
#[derive(Debug, Default)]
pub(crate) struct Clock(Mutex<Setting>);

/// How the clock differs from the system's.
#[derive(Debug, Clone, Copy, Default)]
enum Setting {
    #[default]
    System,
    /// Runs, this many units of 100 ns ahead.
    Ahead(i64),
    Fixed(Moment),
}

impl Clock {
    pub(crate) fn now(&self) -> Moment {
        match *self.lock() {
            Setting::System => Moment::now(),
            Setting::Ahead(units) => Moment(Moment::now().0.saturating_add(units)),
            Setting::Fixed(moment) => moment,
        }
    }

    /// Holds the clock at this moment.
    pub(crate) fn fix(&self, moment: Moment) {
        *self.lock() = Setting::Fixed(moment);
    }

    /// Moves the clock by this many units of 100 ns; it runs on, or stays fixed.
    pub(crate) fn shift(&self, units: i64) {
        let mut setting = self.lock();
        *setting = match *setting {
            Setting::System => Setting::Ahead(units),
            Setting::Ahead(ahead) => Setting::Ahead(ahead.saturating_add(units)),
            Setting::Fixed(moment) => Setting::Fixed(Moment(moment.0.saturating_add(units))),
        };
    }

    /// Follows the system's clock again.
    pub(crate) fn follow(&self) {
        *self.lock() = Setting::System;
    }

    pub(crate) fn is_fixed(&self) -> bool {
        matches!(*self.lock(), Setting::Fixed(_))
    }

    /// A panic elsewhere leaves the setting whole: it is replaced at once.
    fn lock(&self) -> MutexGuard<'_, Setting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::from_timestamp(text.parse().unwrap())
    }

    #[test]
    fn dates_trim_their_zeros_as_the_service_does() {
        assert_eq!(moment("2025-03-04T05:06:07.1234567Z").zulu(), "2025-03-04T05:06:07.1234567Z");
        assert_eq!(moment("2025-03-04T05:06:07.1234567Z").naive(), "2025-03-04T05:06:07.1234567");
        assert_eq!(moment("2025-03-04T05:06:07.1Z").naive(), "2025-03-04T05:06:07.1");
        assert_eq!(moment("2025-03-04T05:06:07Z").naive(), "2025-03-04T05:06:07");
        assert_eq!(moment("2025-03-04T05:06:07.123456789Z").zulu(), "2025-03-04T05:06:07.1234567Z");
    }

    #[test]
    fn the_end_of_time_does_not_overflow() {
        let last = moment("9999-12-30T00:00:00Z");
        assert!(last.plus_seconds(i64::MAX) > last);
        assert!(!last.plus_seconds(i64::MAX).zulu().is_empty());
        assert_eq!(moment("1999-01-01T00:00:00Z").seconds_since(last), 0);
    }
}
