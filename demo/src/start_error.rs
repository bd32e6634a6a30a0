//! Why the demo did not start: each room has errors of its own, and each error says the way out.

use std::path::PathBuf;

use crate::database::DatabaseError;
use crate::doctor::ReportError;
use crate::service::ServiceError;
use crate::settings::SettingsError;

/// Why the demo did not start; the text says what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// There is no service to ask.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The database does not open.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The doctor found something that does not work, or cannot say it.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The folder for the demo's files cannot be made.
    #[error("the folder {} cannot be made. Set DATA_DIR to one that can", path.display())]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Somebody else listens on the port.
    #[error("port {port} is taken by another program. Stop that program, or choose another port, as in PORT={}", other_port(*port))]
    BusyPort {
        /// The port.
        port: u16,
    },
    /// Rocket did not launch.
    #[error("the server does not launch: {0}")]
    Launch(String),
    /// The program takes no such argument.
    #[error(
        "`{argument}` is no command. There is `doctor`, which looks at settings, database and service; without it, the demo serves"
    )]
    UnknownCommand {
        /// What was asked for.
        argument: String,
    },
}

fn other_port(port: u16) -> u16 {
    port.checked_add(1).unwrap_or(port - 1)
}
