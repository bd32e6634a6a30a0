//! What the environment says: which service, which port, where the database lies.

use std::path::PathBuf;

use passwordless::{ApiKey, ApiSecret};
use url::Url;

use crate::start_error::StartError;

/// The port of the demo unless `PORT` names another.
pub const DEFAULT_PORT: u16 = 4000;

/// Everything that can be configured, read once at the start.
#[derive(Debug)]
pub struct Settings {
    /// The port to listen on; `PORT`.
    pub port: u16,
    /// The origin that people see, without a path; `ORIGIN`, or `http://localhost:PORT`.
    pub origin: Url,
    /// The service that does the WebAuthn; `API_URL`, `API_SECRET` and `API_KEY`, or the emulator.
    pub backend: Backend,
    /// The database of users; `DATABASE_URL`, or a file in [`data_dir`](Self::data_dir).
    pub database_url: Option<String>,
    /// The folder of the demo's own files; `DATA_DIR`, or `demo-data`.
    pub data_dir: PathBuf,
}

/// Who does the WebAuthn.
#[derive(Debug)]
pub enum Backend {
    /// The emulator, in this process.
    Emulator,
    /// Passwordless.dev, or a server that speaks its API.
    Service {
        /// Its address.
        url: String,
        /// The application's private key.
        secret: ApiSecret,
        /// The application's public key, which pages carry.
        key: ApiKey,
    },
}

impl Settings {
    /// Reads the variables that `lookup` finds; an empty one counts as not set.
    ///
    /// # Errors
    ///
    /// If a variable is missing or cannot be used. The error names it and says what to write.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, StartError> {
        let lookup = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        let port = port(lookup("PORT"))?;
        let origin = match lookup("ORIGIN") {
            Some(origin) => public_origin(&origin)?,
            None => local_origin(port)?,
        };
        Ok(Self {
            port,
            origin,
            backend: backend(&lookup)?,
            database_url: lookup("DATABASE_URL"),
            data_dir: lookup("DATA_DIR").unwrap_or_else(|| "demo-data".into()).into(),
        })
    }
}

fn port(value: Option<String>) -> Result<u16, StartError> {
    let Some(value) = value else { return Ok(DEFAULT_PORT) };
    match value.trim().parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(StartError::UnreadablePort { value }),
    }
}

fn local_origin(port: u16) -> Result<Url, StartError> {
    public_origin(&format!("http://localhost:{port}"))
}

fn public_origin(value: &str) -> Result<Url, StartError> {
    let refused = |reason| StartError::UnusableOrigin { value: value.to_owned(), reason };
    let url = Url::parse(value.trim()).map_err(|_| refused("it is not an address"))?;
    match (url.scheme(), url.domain()) {
        (_, None) => Err(refused("passkeys need a host name, and an IP address is none")),
        ("https", Some(_)) | ("http", Some("localhost")) => Ok(()),
        ("http", Some(host)) if host.ends_with(".localhost") => Ok(()),
        _ => Err(refused("browsers allow passkeys by https only, except at localhost")),
    }?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(refused("an origin is scheme, host and port, nothing more"));
    }
    Ok(url)
}

fn backend(lookup: &impl Fn(&str) -> Option<String>) -> Result<Backend, StartError> {
    const NAMES: [&str; 3] = ["API_URL", "API_SECRET", "API_KEY"];
    let values = NAMES.map(lookup);
    let emulator = match lookup("EMULATOR").as_deref() {
        None => None,
        Some("1" | "true") => Some(true),
        Some("0" | "false") => Some(false),
        Some(value) => return Err(StartError::UnreadableEmulator { value: value.to_owned() }),
    };
    match values {
        [None, None, None] => match emulator.unwrap_or(cfg!(debug_assertions)) {
            true => Ok(Backend::Emulator),
            false => Err(StartError::NoService),
        },
        _ if emulator == Some(true) => Err(StartError::EmulatorAndService),
        [Some(url), Some(secret), Some(key)] => Ok(Backend::Service {
            url,
            secret: secret.parse().map_err(|source| StartError::Key { name: "API_SECRET", source })?,
            key: key.parse().map_err(|source| StartError::Key { name: "API_KEY", source })?,
        }),
        values => {
            let missing = NAMES.into_iter().zip(values).filter(|(_, value)| value.is_none());
            Err(StartError::MissingSettings { names: missing.map(|(name, _)| name).collect() })
        }
    }
}
