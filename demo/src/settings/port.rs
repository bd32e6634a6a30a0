//! Where to listen.

use super::SettingsError;

/// The port of the demo unless `PORT` names another.
const DEFAULT_PORT: u16 = 4000;

pub(super) fn read(lookup: &impl Fn(&str) -> Option<String>) -> Result<u16, SettingsError> {
    let Some(value) = lookup("PORT") else { return Ok(DEFAULT_PORT) };
    match value.trim().parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(SettingsError::Port { value }),
    }
}
