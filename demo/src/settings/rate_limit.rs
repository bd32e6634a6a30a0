//! How often one client may ask for a change.

use std::num::NonZeroU32;
use std::str::FromStr;

use super::SettingsError;

/// Requests per minute and client, all of which may come at once; or no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit(Option<NonZeroU32>);

impl Default for RateLimit {
    /// A sign-in is one request and a registration two: enough for a class of thirty behind one address.
    fn default() -> Self {
        Self(NonZeroU32::new(120))
    }
}

impl RateLimit {
    /// The number, if there is a limit.
    pub(crate) fn per_minute(self) -> Option<NonZeroU32> {
        self.0
    }
}

impl FromStr for RateLimit {
    type Err = SettingsError;

    fn from_str(value: &str) -> Result<Self, SettingsError> {
        let number: Result<u32, _> = value.trim().parse();
        let number = number.map_err(|_| SettingsError::RateLimit { value: value.to_owned() })?;
        Ok(Self(NonZeroU32::new(number)))
    }
}
