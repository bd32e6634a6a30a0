//! How an emulator is set up.

#[cfg(feature = "file")]
use std::path::PathBuf;
use std::{fmt, net::IpAddr};

use crate::{app::App, control::Reach};

/// Sets up an emulator: made by [`Emulator::builder`](crate::Emulator::builder).
#[derive(Clone, Default)]
pub struct Builder {
    pub(crate) port: u16,
    pub(crate) reach: Reach,
    pub(crate) apps: Vec<App>,
    pub(crate) management_key: Option<String>,
    #[cfg(feature = "file")]
    pub(crate) data: Option<PathBuf>,
}

impl Builder {
    /// Listens on this port. Default: one that the operating system chooses.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Listens at this address of the machine instead of 127.0.0.1, for clients in containers, on other machines or on
    /// phones; `0.0.0.0` is every address.
    ///
    /// Everyone who reaches it can use the keys and the controls, which give away all keys. A warning is logged.
    #[must_use]
    pub fn host(mut self, address: impl Into<IpAddr>) -> Self {
        self.reach.host = Some(address.into());
        self
    }

    /// Answers the controls also by this host name, such as `emulator` in a network of containers. It counts together
    /// with [`host`](Self::host). Every other name is refused, so that no page of elsewhere can let its own name point
    /// here.
    #[must_use]
    pub fn host_name(mut self, name: impl Into<String>) -> Self {
        self.reach.names.push(name.into());
        self
    }

    /// Adds an application. Default: one, `test`, with the keys of the vendor's Development server.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Lets calls with this management key create and change applications. Default: `shared_dev_key`, as
    /// at the vendor's Development server.
    #[must_use]
    pub fn management_key(mut self, key: impl Into<String>) -> Self {
        self.management_key = Some(key.into());
        self
    }

    /// Keeps everything in this file, which is made where it does not exist. Default: memory only.
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
