//! What every route shares.

use std::ops::Deref;
use std::sync::Arc;

use passwordless::{ApiKey, Client, Policy};
use passwordless_emulator::Emulator;
use rocket::tokio::sync::{OwnedSemaphorePermit, Semaphore};
use sqlx::sqlite::SqliteConnectOptions;
use url::Url;

use crate::database::Database;
use crate::private;
use crate::problem::Problem;
use crate::service::Service;
use crate::settings::Settings;
use crate::start_error::StartError;

/// Anybody may make us ask the service; this many may do so at once.
const MOST_CALLS: usize = 64;

/// The configured whole, in Rocket's managed state.
#[derive(Debug)]
pub struct Application {
    /// Asks the service.
    pub client: Client,
    /// How many more visitors may make us ask it just now.
    calls: Arc<Semaphore>,
    /// What a verified token must satisfy besides.
    pub(crate) policy: Policy,
    /// The users and their sessions.
    pub(crate) database: Database,
    /// Where people meet us.
    pub origin: Url,
    /// Where their browsers meet the service.
    pub api_url: String,
    /// The public key with which they do.
    pub api_key: ApiKey,
    /// The service, if it runs in this process; it ends with it.
    pub emulator: Option<Arc<Emulator>>,
}

impl Application {
    /// Starts the emulator if it is asked for, and opens the database.
    ///
    /// # Errors
    ///
    /// If a setting cannot be used; the text names it.
    pub async fn start(settings: &Settings) -> Result<Self, StartError> {
        let folder = &settings.data_dir;
        private::folder(folder).map_err(|source| StartError::DataDir { path: folder.clone(), source })?;
        let service = Service::start(&settings.backend, folder).await?;
        let database = match settings.database_url.as_deref() {
            Some(url) => url.parse()?,
            // One file for each application at the service: its user ids mean nothing to another.
            None => SqliteConnectOptions::new()
                .filename(folder.join(format!("users-{}.sqlite", service.api_key.app_id()))),
        };
        private::file(database.get_filename());
        let policy = Policy::new([settings.origin.as_str().trim_end_matches('/')])
            .map_err(StartError::Client)?
            .relying_party(settings.origin.domain().unwrap_or_default());
        Ok(Self {
            client: service.client,
            calls: Arc::new(Semaphore::new(MOST_CALLS)),
            policy,
            database: Database::open(database).await?,
            origin: settings.origin.clone(),
            api_url: service.api_url,
            api_key: service.api_key,
            emulator: service.emulator,
        })
    }

    /// The client, for a call on behalf of a visitor; it counts until the answer is dropped.
    ///
    /// # Errors
    ///
    /// If so many calls are under way that another would only wait.
    pub(crate) fn ask(&self) -> Result<Call<'_>, Problem> {
        let permit = Arc::clone(&self.calls).try_acquire_owned().map_err(|_| Problem::overloaded())?;
        Ok(Call { client: &self.client, _permit: permit })
    }

    /// Whether people come by https, so that cookies may insist on it.
    pub fn is_https(&self) -> bool {
        self.origin.scheme() == "https"
    }

    /// The origin as browsers write it: `http://localhost:4000`.
    pub fn origin(&self) -> String {
        self.origin.origin().ascii_serialization()
    }
}

/// The right to one call of the service.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    client: &'a Client,
    _permit: OwnedSemaphorePermit,
}

impl Deref for Call<'_> {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client
    }
}
