//! What every route shares.

use std::sync::Arc;

use passwordless::{ApiKey, Client};
use passwordless_emulator::Emulator;
use serde::Serialize;
use url::Url;

use crate::database::Database;
use crate::settings::CorsOrigins;

/// The configured whole, in Rocket's managed state.
#[derive(Debug, Clone)]
pub struct Application {
    /// Asks the service.
    pub client: Client,
    /// The users and their sign-ins.
    pub(crate) database: Database,
    /// Where people meet us.
    pub origin: Url,
    /// Where their browsers meet the service.
    pub api_url: String,
    /// The user id of the administrator, if there is one.
    pub(crate) admin: Option<String>,
    /// The public key with which they do.
    pub api_key: ApiKey,
    /// The service, if it runs in this process; it ends with it.
    pub emulator: Option<Arc<Emulator>>,
    /// Further origins of our site whose pages may use the account.
    pub(crate) cors_origins: CorsOrigins,
}

/// What every page says to its scripts and its reader.
#[derive(Debug, Serialize)]
pub(crate) struct Site<'a> {
    api_url: &'a str,
    api_key: &'a str,
    /// Apart by blanks: those that the browser may be at.
    origins: String,
    rp_id: &'a str,
    emulated: bool,
}

impl Application {
    /// The origin as browsers write it: `http://localhost:4000`.
    pub fn origin(&self) -> String {
        self.origin.origin().ascii_serialization()
    }

    /// The origins of all pages on which people sign in, our own first.
    pub(crate) fn origins(&self) -> Vec<String> {
        let others = self.cors_origins.iter().map(str::to_owned);
        std::iter::once(self.origin()).chain(others).collect()
    }

    /// The host name that passkeys belong to: that of the origin, which always has one.
    pub fn relying_party(&self) -> &str {
        self.origin.domain().unwrap_or_default()
    }

    /// For the templates.
    pub(crate) fn site(&self) -> Site<'_> {
        Site {
            api_url: &self.api_url,
            api_key: self.api_key.expose(),
            origins: self.origins().join(" "),
            rp_id: self.relying_party(),
            emulated: self.emulator.is_some(),
        }
    }
}
