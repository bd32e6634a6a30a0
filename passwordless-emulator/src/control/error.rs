//! Why a control was not obeyed.

use crate::answer::Problem;

/// Why a control was not obeyed, in a sentence that names the way out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// The application is not there.
    #[error("there is no application {name:?} here")]
    UnknownApp {
        /// The name that was given.
        name: String,
    },
    /// A seeded passkey or alias is there already, or is not what it should be.
    #[error("the user {user_id:?} cannot be seeded: {reason}")]
    Seed {
        /// The user.
        user_id: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// What was imported is no export.
    #[error("this is no export of an emulator: {reason}")]
    Import {
        /// What is wrong with it.
        reason: String,
    },
    /// The change could not be written to the data file.
    #[error("the data file could not be written; the emulator's log says why")]
    NotKept,
}

impl From<ControlError> for Problem {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::NotKept => {
                Self::internal("The change could not be written to the data file; see the log.")
            }
            error => Self::malformed(error.to_string()),
        }
    }
}
