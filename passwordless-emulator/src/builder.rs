//! How an emulator is set up.

#[cfg(feature = "file")]
use std::path::PathBuf;

use crate::{App, Emulator, StartError};

/// Sets up an emulator: made by [`Emulator::builder`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    pub(crate) port: u16,
    pub(crate) apps: Vec<App>,
    #[cfg(feature = "file")]
    pub(crate) data: Option<PathBuf>,
}

impl Builder {
    /// Listens on this port of 127.0.0.1. Unless told, the operating system chooses one that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Adds an application. Unless told, there is one, `test`, with the keys of the vendor's Development server.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Keeps everything in this SQLite file, which is made where it does not exist. Unless told, memory only.
    ///
    /// What was acknowledged survives the process, however it ends. One emulator at a time may use the file.
    #[cfg(feature = "file")]
    #[must_use]
    pub fn data(mut self, path: impl Into<PathBuf>) -> Self {
        self.data = Some(path.into());
        self
    }

    /// Binds the port and starts the emulator on its own thread. It answers as soon as this returns.
    ///
    /// # Errors
    ///
    /// [`StartError`] where the port is taken, the file cannot be used, or a name or key is not for tests.
    pub fn start(mut self) -> Result<Emulator, StartError> {
        if self.apps.is_empty() {
            self.apps.push(App::development());
        }
        for (place, app) in self.apps.iter().enumerate() {
            app.check()?;
            if self.apps[..place].iter().any(|other| other.name() == app.name()) {
                return Err(StartError::AppTwice { name: app.name().to_owned() });
            }
        }
        Emulator::launch(self)
    }
}
