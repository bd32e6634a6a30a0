//! What the environment says: which service, which port, where the database lies.

mod backend;
pub(crate) mod origin;
mod port;
mod secret;
mod serving;

use std::path::PathBuf;

use url::Url;

pub use backend::Backend;
pub use port::DEFAULT_PORT;
pub use serving::Serving;

use crate::secrets::SecretText;
use crate::start_error::StartError;

/// Everything that can be configured, read once at the start.
#[derive(Debug)]
pub struct Settings {
    /// The port to listen on; `PORT`.
    pub port: u16,
    /// The origin that people see, without a path; `ORIGIN`, or `http://localhost:PORT`.
    pub origin: Url,
    /// The service that does the WebAuthn; `API_URL`, `API_SECRET` (or `API_SECRET_FILE`, `API_SECRET_AWS`) and
    /// `API_KEY`, or the emulator.
    pub backend: Backend,
    /// The database of users; `DATABASE_URL` (or `DATABASE_URL_FILE`), or a file in [`data_dir`](Self::data_dir).
    pub database_url: Option<SecretText>,
    /// The folder of the demo's own files; `DATA_DIR`, or `demo-data`.
    pub data_dir: PathBuf,
    /// The user id of the one who may manage the others; `ADMIN`, or nobody. Not a name, which whoever comes first
    /// has: the page of an account shows its id.
    pub admin: Option<String>,
    /// How the server meets the network.
    pub serving: Serving,
}

impl Settings {
    /// Reads the variables that `lookup` finds; an empty one counts as not set.
    ///
    /// # Errors
    ///
    /// If a variable is missing or cannot be used. The error names it and says what to write.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, StartError> {
        let lookup = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        let port = port::read(&lookup)?;
        let origin = origin::read(&lookup, port)?;
        let serving = Serving::read(&lookup, &origin)?;
        Ok(Self {
            port,
            origin,
            backend: Backend::read(&lookup)?,
            database_url: secret::database_url(&lookup)?,
            data_dir: lookup("DATA_DIR").unwrap_or_else(|| "demo-data".into()).into(),
            admin: lookup("ADMIN").map(|id| id.trim().to_owned()),
            serving,
        })
    }
}
