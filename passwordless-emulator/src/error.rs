//! Why an emulator did not start.

use std::{io, net::SocketAddr, path::PathBuf};

/// Why an emulator did not start, in a sentence that names the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port could not be had.
    #[error(
        "the emulator cannot listen at {address}: {reason}. Stop the program that uses the port, or choose another port; \
         0 takes any that is free. An address must be one of this machine's"
    )]
    Port {
        /// The address and port that were asked for.
        address: SocketAddr,
        /// What the operating system says.
        reason: io::Error,
    },
    /// The data file cannot be used.
    #[error("the data file {} cannot be used: {reason}", path.display())]
    DataFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// An application's name does not say that it is for tests.
    #[error(
        "{name:?} cannot be an application's name here: it must begin with `test` or `demo`, so that no key of a \
         production application ends up in an emulator, and be 3 to 62 lower-case letters and digits"
    )]
    AppName {
        /// The name.
        name: String,
    },
    /// A key is not what the application needs. The key itself is not repeated.
    #[error(
        "the {kind} key of the application {app:?} {reason}; it must read {app}:{kind}: and 32 hexadecimal digits in lower case"
    )]
    Key {
        /// The application.
        app: String,
        /// `secret` or `public`.
        kind: &'static str,
        /// What is wrong with the key.
        reason: &'static str,
    },
    /// Two applications have one name.
    #[error("the application {name:?} is configured twice; name each application once")]
    AppTwice {
        /// The name.
        name: String,
    },
    /// The management key cannot be sent in a header.
    #[error(
        "the management key must be one or more printable ASCII characters, without a blank at either end"
    )]
    ManagementKey,
    /// The emulator's thread could not be started.
    #[error(
        "the emulator's own thread could not be started: {reason}; free some memory or threads and try again"
    )]
    Thread {
        /// What the operating system says.
        reason: io::Error,
    },
}
