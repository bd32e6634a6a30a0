//! What a request may hold, checked before anything is sent.

use std::{collections::BTreeSet, time::Duration};

use crate::api::error::Error;

const MAX_ALIASES: usize = 10;
const MAX_ALIAS_LEN: usize = 250;
const MAX_HINTS: usize = 3;
const MAX_USER_HANDLE: usize = 64;
const MAX_TIME_TO_LIVE: u64 = 604_800;

/// A text that must be there, under the name that the caller knows it by.
pub(in crate::api) fn present(name: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        Err(Error::input(format!("`{name}` is empty; give it a value")))
    } else {
        Ok(())
    }
}

/// A text that may be left out, but not left blank.
pub(in crate::api) fn present_if_any(name: &str, text: Option<&str>) -> Result<(), Error> {
    text.map_or(Ok(()), |text| present(name, text))
}

/// A user id that becomes a WebAuthn user handle, which browsers limit to 64 bytes and the service does not.
pub(in crate::api) fn user_handle(user_id: &str) -> Result<(), Error> {
    present("user_id", user_id)?;
    match user_id.len() {
        0..=MAX_USER_HANDLE => Ok(()),
        long => Err(Error::input(format!(
            "`user_id` has {long} bytes, and browsers refuse more than {MAX_USER_HANDLE}; use a shorter id, \
             such as a UUID"
        ))),
    }
}

/// Aliases without duplicates, in the order given.
pub(in crate::api) fn aliases(
    aliases: impl IntoIterator<Item = impl Into<String>>,
) -> Result<Vec<String>, Error> {
    let mut seen = BTreeSet::new();
    let mut distinct = Vec::new();
    for alias in aliases {
        let alias: String = alias.into();
        if alias.trim().is_empty() {
            return Err(Error::input("an alias is blank; leave it out"));
        }
        // The service counts UTF-16 units.
        let length = alias.encode_utf16().count();
        if length > MAX_ALIAS_LEN {
            return Err(Error::input(format!(
                "an alias has {length} characters, and the service takes {MAX_ALIAS_LEN}"
            )));
        }
        if seen.insert(alias.clone()) {
            distinct.push(alias);
        }
    }
    match distinct.len() {
        0..=MAX_ALIASES => Ok(distinct),
        many => Err(Error::input(format!("{many} aliases, and a user may have {MAX_ALIASES}"))),
    }
}

pub(in crate::api) fn hints(count: usize) -> Result<(), Error> {
    if count > MAX_HINTS {
        return Err(Error::input(format!("{count} hints, and the service takes {MAX_HINTS}")));
    }
    Ok(())
}

/// A time to live in whole seconds.
pub(in crate::api) fn time_to_live(life: Option<Duration>) -> Result<Option<u64>, Error> {
    match life.map(|life| life.as_secs()) {
        None => Ok(None),
        Some(seconds @ 1..=MAX_TIME_TO_LIVE) => Ok(Some(seconds)),
        Some(seconds) => Err(Error::input(format!(
            "`time_to_live` is {seconds} s, and must be from 1 s to {MAX_TIME_TO_LIVE} s (seven days)"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_few_short_and_not_blank() {
        let ten: Vec<_> = (0..10).map(|n| n.to_string()).collect();
        assert_eq!(aliases(ten.clone()).unwrap(), ten);
        assert!(aliases((0..11).map(|n| n.to_string())).is_err());
        assert_eq!(aliases(["b", "a", "b"]).unwrap(), ["b", "a"]);
        assert_eq!(aliases(["a"; 11]).unwrap(), ["a"]);
        assert!(aliases(["ä".repeat(250)]).is_ok());
        assert!(aliases(["ä".repeat(251)]).is_err());
        assert!(aliases(["🦀".repeat(126)]).is_err());
        assert!(aliases([" \t"]).is_err());
    }

    #[test]
    fn a_time_to_live_is_from_a_second_to_a_week() {
        assert_eq!(time_to_live(None).unwrap(), None);
        for seconds in [1, 120, 604_800] {
            assert_eq!(time_to_live(Some(Duration::from_secs(seconds))).unwrap(), Some(seconds));
        }
        for life in [Duration::ZERO, Duration::from_millis(999), Duration::from_secs(604_801), Duration::MAX]
        {
            assert!(time_to_live(Some(life)).is_err(), "{life:?}");
        }
    }

    #[test]
    fn a_user_handle_is_measured_in_bytes() {
        assert!(user_handle(&"u".repeat(64)).is_ok());
        assert!(user_handle(&"ü".repeat(33)).is_err());
        assert!(user_handle(" ").is_err());
    }
}
