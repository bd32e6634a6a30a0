//! Reading what the service writes: dates in three forms, two base64 alphabets, and nulls.

use std::time::{Duration, SystemTime};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Deserializer};

/// A list in its wrapper `{"values": […]}`.
#[derive(Deserialize)]
pub(super) struct Values<T> {
    pub(super) values: Vec<T>,
}

/// A token, alone.
#[derive(Deserialize)]
pub(super) struct TokenAnswer<T> {
    pub(super) token: T,
}

/// A date with a zone, or without one, which then means UTC. It is written as RFC 3339 in UTC.
pub(crate) mod date_time {
    use std::time::SystemTime;

    use serde::{Deserialize, Deserializer, Serializer, de::Error as _, ser::Error as _};

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::parse_date_time(&text).ok_or_else(|| D::Error::custom("not a date and time"))
    }

    pub(in crate::api) fn serialize<S: Serializer>(
        time: &SystemTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let text =
            super::write_date_time(*time).ok_or_else(|| S::Error::custom("a date beyond the year 9999"))?;
        serializer.serialize_str(&text)
    }
}

/// The same, or null.
pub(super) mod optional_date_time {
    use std::time::SystemTime;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Date(#[serde(with = "super::date_time")] SystemTime);

    pub(in crate::api) fn deserialize<'de, D>(deserializer: D) -> Result<Option<SystemTime>, D::Error>
    where
        D: Deserializer<'de>,
    {
        Ok(Option::<Date>::deserialize(deserializer)?.map(|date| date.0))
    }

    pub(in crate::api) fn serialize<S: Serializer>(
        time: &Option<SystemTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(Date).serialize(serializer)
    }
}

fn parse_date_time(text: &str) -> Option<SystemTime> {
    let timestamp = text.parse::<Timestamp>().ok().or_else(|| {
        let naive: civil::DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(naive).ok()
    })?;
    let since = timestamp.as_duration();
    match Duration::try_from(since) {
        Ok(after) => SystemTime::UNIX_EPOCH.checked_add(after),
        Err(_) => SystemTime::UNIX_EPOCH.checked_sub(since.unsigned_abs()),
    }
}

/// Writes a time as the service reads it best: RFC 3339 in UTC.
pub(super) fn write_date_time(time: SystemTime) -> Option<String> {
    Timestamp::try_from(time).ok().map(|timestamp| timestamp.to_string())
}

/// Reads a text that may be null or empty; both mean that there is none.
pub(crate) fn non_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Base64 of either alphabet, padded or not: the service writes one id in two ways.
pub(super) mod base64 {
    use base64::{
        Engine as _,
        engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_NO_PAD},
    };
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(in crate::api) fn decode(text: &str) -> Option<Vec<u8>> {
        let standard = text.replace('-', "+").replace('_', "/");
        STANDARD_PAD_INDIFFERENT.decode(standard).ok()
    }

    pub(in crate::api) fn encode(bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(in crate::api) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
        decode(&text).ok_or_else(|| D::Error::custom("not base64"))
    }

    pub(in crate::api) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(bytes))
    }
}

/// Members that may be null, or of a type that we can do without.
pub(crate) mod nulls {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, de::IgnoredAny};

    /// Null means the type's default.
    pub(crate) fn default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de> + Default,
    {
        Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Lenient<T> {
        Wanted(T),
        Other(IgnoredAny),
    }

    impl<T> Lenient<T> {
        fn wanted(self) -> Option<T> {
            match self {
                Self::Wanted(value) => Some(value),
                Self::Other(_) => None,
            }
        }
    }

    /// A text, or nothing where the member is anything else.
    pub(in crate::api) fn lenient_text<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
        Ok(Lenient::<String>::deserialize(d)?.wanted())
    }

    /// A value, or the default where the member is anything else: one odd row must not hide a whole list.
    pub(in crate::api) fn lenient<'de, D, T>(d: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de> + Default,
    {
        Ok(Lenient::<T>::deserialize(d)?.wanted().unwrap_or_default())
    }

    /// The names of an object, or none where the member is anything else.
    pub(in crate::api) fn lenient_map<'de, D>(d: D) -> Result<BTreeMap<String, IgnoredAny>, D::Error>
    where
        D: Deserializer<'de>,
    {
        Ok(Lenient::<BTreeMap<String, IgnoredAny>>::deserialize(d)?.wanted().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_date_forms_mean_one_instant() {
        let expected = SystemTime::UNIX_EPOCH + Duration::new(1_741_064_767, 123_456_700);
        for form in [
            "2025-03-04T05:06:07.1234567",
            "2025-03-04T05:06:07.1234567Z",
            "2025-03-04T05:06:07.1234567+00:00",
        ] {
            assert_eq!(parse_date_time(form), Some(expected), "{form}");
        }
        let whole = SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_064_767);
        assert_eq!(parse_date_time("2025-03-04T05:06:07"), Some(whole));
        assert_eq!(parse_date_time("2025-03-04T07:06:07+02:00"), Some(whole));
    }

    #[test]
    fn odd_dates_neither_pass_nor_panic() {
        assert!(parse_date_time("0001-01-01T00:00:00").is_some());
        for text in ["", "tomorrow", "2025-13-01T00:00:00Z", "99999-01-01T00:00:00Z", "\u{0}"] {
            assert_eq!(parse_date_time(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_written_date_is_utc() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(4_070_908_800);
        assert_eq!(write_date_time(time).as_deref(), Some("2099-01-01T00:00:00Z"));
    }

    #[test]
    fn both_base64_alphabets_are_read() {
        let bytes = base64::decode("/GXpcMDb7tSzaNT9CPgPt9IsrL2s6/lg+t0877SXOV4=").unwrap();
        assert_eq!(base64::decode("_GXpcMDb7tSzaNT9CPgPt9IsrL2s6_lg-t0877SXOV4"), Some(bytes.clone()));
        assert_eq!(base64::encode(&bytes), "_GXpcMDb7tSzaNT9CPgPt9IsrL2s6_lg-t0877SXOV4");
        assert_eq!(base64::decode("!!!"), None);
        assert_eq!(base64::decode("a\nb"), None);
    }
}
