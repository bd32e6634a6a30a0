use std::path::PathBuf;

use passwordless::accounts::TrustedProxies;
use url::Url;

use super::{Backend, CorsOrigins, RateLimit, SettingsError, origin, port, secret_place, trusted_proxies};
use crate::secrets::SecretText;

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
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let lookup = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        let port = port::read(&lookup)?;
        let origin = origin::read(&lookup, port)?;
        let serving = Serving::read(&lookup, &origin)?;
        Ok(Self {
            port,
            origin,
            backend: Backend::read(&lookup)?,
            database_url: secret_place::database_url(&lookup)?,
            data_dir: lookup("DATA_DIR").unwrap_or_else(|| "demo-data".into()).into(),
            admin: lookup("ADMIN").map(|id| id.trim().to_owned()),
            serving,
        })
    }
}

/// How the server meets the network; without any setting it stands there by itself.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    /// The proxies whose `X-Forwarded-For` and `X-Request-Id` count; `TRUSTED_PROXIES`, or none.
    pub trusted_proxies: TrustedProxies,
    /// How often one address may ask for a change; `RATE_LIMIT`, or 120 times a minute.
    pub rate_limit: RateLimit,
    /// Further origins of the same site whose pages may use the account; `CORS_ORIGINS`, or none.
    pub cors_origins: CorsOrigins,
    /// Whether `/metrics` serves counters for Prometheus; `METRICS=1`.
    pub metrics: bool,
}

impl Serving {
    fn read(lookup: &impl Fn(&str) -> Option<String>, ours: &Url) -> Result<Self, SettingsError> {
        Ok(Self {
            trusted_proxies: lookup("TRUSTED_PROXIES")
                .map_or(Ok(TrustedProxies::default()), |list| trusted_proxies::parse(&list))?,
            rate_limit: lookup("RATE_LIMIT").map_or(Ok(RateLimit::default()), |value| value.parse())?,
            cors_origins: lookup("CORS_ORIGINS")
                .map_or(Ok(CorsOrigins::default()), |list| CorsOrigins::parse(&list, ours))?,
            metrics: lookup("METRICS").is_some_and(|value| value.trim() == "1"),
        })
    }
}
