//! One value, from its JSON text.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::Malformed;
use crate::clock::Moment;
use crate::encoding;

pub(super) fn string(name: &str, text: &str) -> Result<String, Malformed> {
    match text.as_bytes().first() {
        Some(b'"') => quoted(name, text),
        Some(b't') => Ok("True".into()),
        Some(b'f') => Ok("False".into()),
        // A number, an object or an array stands for itself.
        _ => Ok(text.into()),
    }
}

pub(super) fn integer(name: &str, text: &str) -> Result<i32, Malformed> {
    let digits = if text.starts_with('"') { quoted(name, text)? } else { text.into() };
    digits.parse().map_err(|_| Malformed::member(name, "a whole number of 32 bits"))
}

pub(super) fn moment(name: &str, text: &str) -> Result<Moment, Malformed> {
    let wrong = || Malformed::member(name, "a date such as 2030-01-31T12:00:00Z");
    let text = if text.starts_with('"') { quoted(name, text)? } else { return Err(wrong()) };
    // jiff reads more forms than ISO 8601's extended one; the service does not.
    let bytes = text.as_bytes();
    let extended = bytes.get(4) == Some(&b'-') && bytes.get(10).is_none_or(|byte| *byte == b'T');
    if !extended || text.contains('[') {
        return Err(wrong());
    }
    let parsed = text.parse::<Timestamp>().or_else(|_| {
        text.parse::<DateTime>().and_then(|date| date.to_zoned(TimeZone::UTC)).map(|zoned| zoned.timestamp())
    });
    parsed.map(Moment::from_timestamp).map_err(|_| wrong())
}

pub(super) fn bytes(name: &str, text: &str) -> Result<Vec<u8>, Malformed> {
    let wrong = || Malformed::member(name, "bytes in base64url");
    if !text.starts_with('"') {
        return Err(wrong());
    }
    encoding::from_url(&quoted(name, text)?).ok_or_else(wrong)
}

pub(super) fn choice(name: &str, text: &str, names: &[&'static str]) -> Result<&'static str, Malformed> {
    let wrong = || Malformed::member(name, &format!("one of {}", names.join(", ")));
    if text.starts_with('"') {
        let given = quoted(name, text)?;
        // `security-key` is also called `SecurityKey`.
        let same = |candidate: &str| {
            given.eq_ignore_ascii_case(candidate) || given.eq_ignore_ascii_case(&candidate.replace('-', ""))
        };
        return names.iter().find(|candidate| same(candidate)).copied().ok_or_else(wrong);
    }
    text.parse::<usize>().ok().and_then(|place| names.get(place)).copied().ok_or_else(wrong)
}

fn quoted(name: &str, text: &str) -> Result<String, Malformed> {
    serde_json::from_str(text).map_err(|_| Malformed::member(name, "a string of Unicode characters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_without_a_zone_are_utc() {
        let read = |text: &str| moment("d", &format!("{text:?}")).map(Moment::zulu);
        assert_eq!(read("2099-01-01T00:00:00Z").unwrap(), "2099-01-01T00:00:00Z");
        assert_eq!(read("2099-01-01T00:00:00").unwrap(), "2099-01-01T00:00:00Z");
        assert_eq!(read("2099-01-01T00:00:00.5+02:00").unwrap(), "2098-12-31T22:00:00.5Z");
        assert_eq!(read("2099-01-01").unwrap(), "2099-01-01T00:00:00Z");
        for text in ["tomorrow", "2099-01-01 00:00:00Z", "20990101T000000Z", "2099-13-01T00:00:00Z", ""] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(moment("d", "12").is_err());
    }
}
