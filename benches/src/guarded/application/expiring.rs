//! What those keep in a cookie who leave its content to the application: a time and a user id.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::super::{DAY, USER_ID};

pub(super) fn write() -> String {
    format!("{}.{USER_ID}", now() + DAY)
}

/// The user id, unless the time is over.
pub(super) fn read(text: &str) -> Option<&str> {
    let (until, user_id) = text.split_once('.')?;
    (until.parse::<u64>().ok()? > now()).then_some(user_id)
}

pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs()
}
