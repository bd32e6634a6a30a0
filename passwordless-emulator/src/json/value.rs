//! One value, from its JSON text.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::Malformed;
use crate::{clock::Moment, encoding};

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

pub(super) fn long(name: &str, text: &str) -> Result<i64, Malformed> {
    let digits = if text.starts_with('"') { quoted(name, text)? } else { text.into() };
    digits.parse().map_err(|_| Malformed::member(name, "a whole number of 64 bits"))
}

pub(super) fn unsigned(name: &str, text: &str) -> Result<u64, Malformed> {
    let digits = if text.starts_with('"') { quoted(name, text)? } else { text.into() };
    digits.parse().map_err(|_| Malformed::member(name, "a whole number from 0 on"))
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
        text.parse::<DateTime>()
            .and_then(|date| date.to_zoned_datetime(TimeZone::UTC))
            .map(|zoned| zoned.timestamp())
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

/// A name out of `names`, or its place there; an empty name stands for a number that has none.
pub(super) fn choice(name: &str, text: &str, names: &[&'static str]) -> Result<&'static str, Malformed> {
    let wrong = || Malformed::member(name, &format!("one of {}", names.join(", ")));
    if text.starts_with('"') {
        let given = quoted(name, text)?;
        // `security-key` is also called `SecurityKey`.
        let same = |candidate: &str| {
            given.eq_ignore_ascii_case(candidate) || given.eq_ignore_ascii_case(&candidate.replace('-', ""))
        };
        let named = names.iter().find(|candidate| same(candidate)).copied();
        return named.filter(|name| !name.is_empty()).ok_or_else(wrong);
    }
    let numbered = text.parse::<usize>().ok().and_then(|place| names.get(place)).copied();
    numbered.filter(|name| !name.is_empty()).ok_or_else(wrong)
}

/// .NET's constant form of a span of time, in units of 100 ns; digits alone are days.
pub(super) fn span(name: &str, text: &str) -> Result<i64, Malformed> {
    let wrong = || Malformed::member(name, "a span of time such as 00:02:00, as a string");
    if !text.starts_with('"') {
        return Err(wrong());
    }
    read_span(&quoted(name, text)?).ok_or_else(wrong)
}

fn read_span(text: &str) -> Option<i64> {
    const SECOND: i64 = 10_000_000;
    let number = |digits: &str, most: i64| -> Option<i64> {
        let only_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|number| only_digits && *number <= most)
    };
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (days, clock) = match text.split_once(':') {
        None => (number(text, 10_675_199)?, None),
        Some((first, _)) => match first.split_once('.') {
            Some((days, _)) => (number(days, 10_675_199)?, text.split_once('.').map(|(_, clock)| clock)),
            None => (0, Some(text)),
        },
    };
    let mut units = days.checked_mul(86_400 * SECOND)?;
    if let Some(clock) = clock {
        let (clock, fraction) =
            clock.split_once('.').map_or((clock, None), |(clock, fraction)| (clock, Some(fraction)));
        let mut parts = clock.split(':');
        let (hours, minutes) = (number(parts.next()?, 23)?, number(parts.next()?, 59)?);
        let seconds = match (parts.next(), fraction) {
            (Some(seconds), _) => number(seconds, 59)?,
            (None, None) => 0,
            (None, Some(_)) => return None,
        };
        if parts.next().is_some() {
            return None;
        }
        let fraction = match fraction {
            Some(digits) if digits.len() <= 7 => {
                number(&format!("{digits:0<7}"), SECOND).filter(|_| !digits.is_empty())?
            }
            Some(_) => return None,
            None => 0,
        };
        units = units.checked_add(((hours * 60 + minutes) * 60 + seconds) * SECOND + fraction)?;
    }
    Some(if negative { -units } else { units })
}

/// A dashed UUID, in any case.
pub(super) fn uuid(name: &str, text: &str) -> Result<[u8; 16], Malformed> {
    let wrong = || Malformed::member(name, "UUIDs with dashes");
    let text = if text.starts_with('"') { quoted(name, text)? } else { return Err(wrong()) };
    let dashes =
        text.len() == 36 && [8, 13, 18, 23].iter().all(|place| text.as_bytes().get(*place) == Some(&b'-'));
    let digits: String = text.chars().filter(|character| *character != '-').collect();
    if !dashes || digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    u128::from_str_radix(&digits, 16).map(u128::to_be_bytes).map_err(|_| wrong())
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

    #[test]
    fn spans_are_read_as_dotnet_reads_its_constant_form() {
        let seconds = |text: &str| span("s", &format!("{text:?}")).map(|units| units as f64 / 1e7);
        for (text, expected) in [
            ("00:02:00", 120.0),
            ("00:03", 180.0),
            ("-00:03:00", -180.0),
            ("180", 180.0 * 86_400.0),
            ("1.00:00:00", 86_400.0),
            ("00:00:01.5", 1.5),
            ("23:59:59.9999999", 86_399.999_999_9),
        ] {
            assert_eq!(seconds(text).unwrap(), expected, "{text}");
        }
        for text in [
            "",
            "-",
            "24:00:00",
            "00:60:00",
            "1:2:3:4",
            "00:00:00.12345678",
            "00:03.5",
            "two",
            "99999999",
            " 1",
        ] {
            assert!(seconds(text).is_err(), "{text}");
        }
        assert!(span("s", "120").is_err() && span("s", "null").is_err());
    }

    #[test]
    fn uuids_have_their_dashes() {
        let read = |text: &str| uuid("u", &format!("{text:?}"));
        assert_eq!(read("00000000-0000-0000-0000-0000000000FF").unwrap()[15], 255);
        for text in [
            "",
            "000000000000000000000000000000ff",
            "00000000-0000-0000-0000-00000000000g",
            "{00000000-0000-0000-0000-0000000000}",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
