use std::{
    fmt,
    ops::{Bound, RangeBounds},
    time::SystemTime,
};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::api::error::Error;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// A day of the calendar in UTC, by which the service reports. From 1970 on.
///
/// ```
/// use passwordless::api::admin::Day;
/// use std::time::SystemTime;
///
/// let day = Day::new(2025, 3, 4)?;
/// assert_eq!(day.to_string(), "2025-03-04");
/// assert!(day < Day::of(SystemTime::now())?);
/// assert_eq!(Day::of(day.start())?, day);
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// A day by its year, month and day, the first month and day being 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when the calendar has no such day from 1970 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, Error> {
        let date = i16::try_from(year).ok().zip(i8::try_from(month).ok().zip(i8::try_from(day).ok()));
        let date = date.and_then(|(year, (month, day))| Date::new(year, month, day).ok());
        date.and_then(Self::in_range)
            .ok_or_else(|| Error::input("the calendar has no such day from 1970 to 9999"))
    }

    /// The day in which this moment lies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when it lies before 1970 or after 9999.
    pub fn of(moment: SystemTime) -> Result<Self, Error> {
        let since = moment.duration_since(SystemTime::UNIX_EPOCH).ok();
        // Of the time, only whole days count.
        let date = since.and_then(|since| EPOCH.checked_add(since).ok());
        let day = date.and_then(Self::in_range);
        day.ok_or_else(|| Error::input("the moment lies outside of the years from 1970 to 9999"))
    }

    /// The service is younger, and its own calendar ends there.
    fn in_range(date: Date) -> Option<Self> {
        (1970..=9999).contains(&date.year()).then_some(Self(date))
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.0.year().unsigned_abs()
    }

    /// The month, from 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The day of the month, from 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The moment at which it begins in UTC.
    pub fn start(self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.0.duration_since(EPOCH).unsigned_abs()
    }

    /// The first and the last day of a range, where it has them.
    pub(in crate::api) fn ends(range: &impl RangeBounds<Self>) -> Result<[Option<Self>; 2], Error> {
        let beyond = || Error::input("the range of days is empty");
        let first = match range.start_bound() {
            Bound::Included(day) => Some(*day),
            Bound::Excluded(day) => Some(day.0.tomorrow().ok().and_then(Self::in_range).ok_or_else(beyond)?),
            Bound::Unbounded => None,
        };
        let last = match range.end_bound() {
            Bound::Included(day) => Some(*day),
            Bound::Excluded(day) => Some(day.0.yesterday().ok().and_then(Self::in_range).ok_or_else(beyond)?),
            Bound::Unbounded => None,
        };
        match first.zip(last) {
            Some((first, last)) if first > last => Err(beyond()),
            _ => Ok([first, last]),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = String::deserialize(deserializer)?.parse().ok();
        date.and_then(Self::in_range).ok_or_else(|| D::Error::custom("not a day"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn day(year: u16, month: u8, day: u8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn days_that_no_calendar_has_are_refused() {
        for (year, month, day) in
            [(0, 1, 1), (1969, 12, 31), (10_000, 1, 1), (u16::MAX, 1, 1), (2025, 0, 1), (2025, 13, 1)]
        {
            assert!(Day::new(year, month, day).is_err(), "{year}-{month}-{day}");
        }
        for (month, day) in [(2, 29), (4, 31), (1, 0), (1, u8::MAX), (u8::MAX, 1)] {
            assert!(Day::new(2025, month, day).is_err(), "{month}-{day}");
        }
        assert!(Day::new(2024, 2, 29).is_ok());
    }

    #[test]
    fn a_day_begins_at_midnight_in_utc() {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_046_400);
        assert_eq!(day(2025, 3, 4).start(), start);
        for moment in [start, start + Duration::from_secs(86_399)] {
            assert_eq!(Day::of(moment).unwrap(), day(2025, 3, 4));
        }
        assert_eq!(Day::of(start + Duration::from_secs(86_400)).unwrap(), day(2025, 3, 5));
        assert_eq!(day(1970, 1, 1).start(), SystemTime::UNIX_EPOCH);
        for far in [day(1970, 1, 1), day(2024, 2, 29), day(9999, 12, 31)] {
            assert_eq!(Day::of(far.start()).unwrap(), far);
        }
        assert!(Day::of(SystemTime::UNIX_EPOCH - Duration::from_secs(1)).is_err());
        assert!(Day::of(day(9999, 12, 31).start() + Duration::from_secs(86_400)).is_err());
    }

    #[test]
    fn ranges_of_every_kind_have_their_ends() {
        let (first, last) = (day(2025, 2, 28), day(2025, 3, 2));
        assert_eq!(Day::ends(&(first..=last)).unwrap(), [Some(first), Some(last)]);
        assert_eq!(Day::ends(&(first..last)).unwrap(), [Some(first), Some(day(2025, 3, 1))]);
        assert_eq!(Day::ends(&(first..)).unwrap(), [Some(first), None]);
        assert_eq!(Day::ends(&(..=last)).unwrap(), [None, Some(last)]);
        assert_eq!(Day::ends(&(..)).unwrap(), [None, None]);
        let inside = (Bound::Excluded(first), Bound::Unbounded);
        assert_eq!(Day::ends(&inside).unwrap(), [Some(day(2025, 3, 1)), None]);
        assert!(Day::ends(&(last..=first)).is_err());
        assert!(Day::ends(&(first..first)).is_err());
        assert!(Day::ends(&(..day(1970, 1, 1))).is_err());
        assert!(Day::ends(&(Bound::Excluded(day(9999, 12, 31)), Bound::Unbounded)).is_err());
    }
}
