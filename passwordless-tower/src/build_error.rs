use std::{error::Error as StdError, fmt};

use passwordless::Error;

/// Why a [`Passwordless`](crate::Passwordless) cannot be built. `Display` names the fix.
#[derive(Debug)]
pub struct BuildError(Cause);

#[derive(Debug)]
enum Cause {
    Ours(&'static str),
    Core(Error),
}

impl BuildError {
    pub(crate) fn new(text: &'static str) -> Self {
        Self(Cause::Ours(text))
    }
}

impl From<Error> for BuildError {
    fn from(error: Error) -> Self {
        Self(Cause::Core(error))
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Ours(text) => f.write_str(text),
            Cause::Core(error) => error.fmt(f),
        }
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Cause::Ours(_) => None,
            // Its own text is ours, above.
            Cause::Core(error) => error.source(),
        }
    }
}
