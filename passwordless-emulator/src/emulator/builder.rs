//! How an emulator is set up.

use std::fmt;
#[cfg(feature = "file")]
use std::path::PathBuf;

use crate::app::App;

/// Sets up an emulator: made by [`Emulator::builder`](crate::Emulator::builder).
#[derive(Clone, Default)]
pub struct Builder {
    pub(crate) port: u16,
    pub(crate) apps: Vec<App>,
    pub(crate) management_key: Option<String>,
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

    /// Lets calls with this management key create and change applications. Unless told, it is `shared_dev_key`, as
    /// at the vendor's Development server.
    #[must_use]
    pub fn management_key(mut self, key: impl Into<String>) -> Self {
        self.management_key = Some(key.into());
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
}

/// Never shows a key.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("port", &self.port).field("apps", &self.apps).finish_non_exhaustive()
    }
}
