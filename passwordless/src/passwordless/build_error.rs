use std::{error::Error as StdError, fmt};

use crate::Error;

/// Why a [`Passwordless`](crate::Passwordless) cannot be built. `Display` names the fix.
#[derive(Debug)]
pub struct BuildError {
    setting: &'static str,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Ours(&'static str),
    Core(Error),
}

impl BuildError {
    pub(super) fn new(setting: &'static str, text: &'static str) -> Self {
        Self { setting, cause: Cause::Ours(text) }
    }

    pub(super) fn of(setting: &'static str, error: Error) -> Self {
        Self { setting, cause: Cause::Core(error) }
    }

    /// What cannot be used, by the name of the builder's method: `origins`, `key`, `store`, `cookie_name`,
    /// `only_known_passkeys`, `trusted_proxies`, `sign_in_page`, `accounts` or `well_known`.
    pub fn setting(&self) -> &'static str {
        self.setting
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Ours(text) => f.write_str(text),
            Cause::Core(error) => error.fmt(f),
        }
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Ours(_) => None,
            // Its own text is ours, above.
            Cause::Core(error) => error.source(),
        }
    }
}
