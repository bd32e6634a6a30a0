//! The key of Rocket's own private cookies.

use passwordless::{Error, SessionKey};
use rocket::{Build, Rocket, figment::value::Value};

use super::is_debug;
use crate::launch_error::LaunchError;

const KEY: &str = "secret_key";
const PREVIOUS: &str = "previous_secret_keys";

/// The key that seals sessions, and those that sealed earlier ones: read from the configuration, because Rocket's jar
/// keeps its key to itself.
pub(crate) fn session_key(rocket: &Rocket<Build>) -> Result<SessionKey, LaunchError> {
    let key = match rocket.figment().find_value(KEY).ok().filter(is_set) {
        Some(value) => read(&value, KEY)?,
        None if is_debug(rocket) => made_up()?,
        None => {
            return Err(LaunchError::new(
                "`secret_key` is not set, and without it sessions cannot be sealed; put the output of `openssl rand \
                 -base64 32` into Rocket.toml or into ROCKET_SECRET_KEY",
            ));
        }
    };
    let previous = match rocket.figment().find_value(PREVIOUS) {
        Err(_) => Vec::new(),
        Ok(Value::Array(_, values)) => values,
        Ok(_) => {
            return Err(LaunchError::new(
                "`previous_secret_keys` is no list; write it like [\"the earlier key\"]",
            ));
        }
    };
    previous.iter().try_fold(key, |key, earlier| Ok(key.previous(read(earlier, PREVIOUS)?)))
}

/// Rocket writes a key that nobody set as so many zeros.
fn is_set(value: &Value) -> bool {
    value.deserialize::<Vec<u8>>().map_or(true, |bytes| bytes.iter().any(|byte| *byte != 0))
}

/// By Rocket's rule: base64 or hex, or the bytes themselves.
fn read(value: &Value, setting: &str) -> Result<SessionKey, LaunchError> {
    let refused = |error: Error| LaunchError::of(setting, &error);
    match value {
        Value::String(_, text) => SessionKey::from_text(text).map_err(refused),
        Value::Array(..) => {
            let bytes: Vec<u8> = value
                .deserialize()
                .map_err(|_| LaunchError::new(format!("`{setting}` holds what is no byte")))?;
            SessionKey::new(&bytes).map_err(refused)
        }
        _ => Err(LaunchError::new(format!("`{setting}` is no text; `openssl rand -base64 32` makes one"))),
    }
}

fn made_up() -> Result<SessionKey, LaunchError> {
    tracing::warn!(
        target: "passwordless.key_made_up",
        "`secret_key` is not set, so a key was made up, and all sign-ins end with this process; to keep them, put the \
         output of `openssl rand -base64 32` into Rocket.toml or into ROCKET_SECRET_KEY"
    );
    SessionKey::generate().map_err(|error| LaunchError::of(KEY, &error))
}
