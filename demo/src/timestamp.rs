//! A time on a page: in words for people, in the form of RFC 3339 for their browsers, which know where they are.

use std::time::SystemTime;

use rocket::time::OffsetDateTime;
use serde::Serialize;

/// A time as `<time datetime>` takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Timestamp {
    datetime: String,
    words: String,
}

impl Timestamp {
    /// For people.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let at = OffsetDateTime::from(time);
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, second) = at.to_hms();
        Self {
            datetime: format!("{year}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month)),
            words: format!("{day} {month} {year}, {hour:02}:{minute:02} UTC"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_moment_is_readable_for_people_and_programs() {
        let moment = Timestamp::from(SystemTime::UNIX_EPOCH + Duration::from_secs(951_786_245));
        assert_eq!(moment.datetime, "2000-02-29T01:04:05Z");
        assert_eq!(moment.words, "29 February 2000, 01:04 UTC");
    }
}
