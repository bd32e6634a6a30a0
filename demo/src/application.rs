//! What every route shares.

use std::sync::Arc;

use passwordless::{ApiKey, Client};
use passwordless_emulator::Emulator;
use serde::Serialize;
use url::Url;

use crate::database::Database;
use crate::private;
use crate::service::Service;
use crate::serving::CorsOrigins;
use crate::settings::Settings;
use crate::start_error::StartError;

/// The configured whole, in Rocket's managed state.
#[derive(Clone, Debug)]
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
    /// Starts the emulator if it is asked for, and opens the database.
    ///
    /// # Errors
    ///
    /// If a setting cannot be used; the text names it.
    pub(crate) async fn start(settings: &Settings) -> Result<Self, StartError> {
        let folder = &settings.data_dir;
        private::folder(folder).map_err(|source| StartError::DataDir { path: folder.clone(), source })?;
        let Service { client, api_url, api_key, emulator } =
            Service::start(&settings.backend, folder).await?;
        let cors_origins = settings.serving.cors_origins.clone();
        // One file for each application at the service: its user ids mean nothing to another.
        let file = folder.join(format!("users-{}.sqlite", api_key.app_id()));
        let database = Database::open(settings.database_url.as_deref(), &file).await?;
        let (origin, admin) = (settings.origin.clone(), settings.admin.clone());
        if let Some(admin) = &admin
            && database.user(admin).await?.is_none()
        {
            tracing::warn!(
                "ADMIN is `{admin}`, and no user has this id: nobody may manage users. Write the user id that the \
                 page of the administrator's account shows, not the name"
            );
        }
        Ok(Self { client, database, origin, admin, api_url, api_key, emulator, cors_origins })
    }

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
