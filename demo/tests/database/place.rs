//! Where several instances of the demo keep what they share.

use std::sync::Arc;

use passwordless_emulator::Emulator;
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, Connection};
use tempfile::TempDir;

use crate::postgres::Postgres;
use crate::support::{Demo, ORIGIN, Person};

/// An empty database, and the service.
pub(crate) struct Place {
    pub url: String,
    pub emulator: Emulator,
    _folder: Option<TempDir>,
    _server: Option<Arc<Postgres>>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("users.sqlite").display());
        Self { url, emulator: Emulator::start().unwrap(), _folder: Some(folder), _server: None }
    }

    pub(crate) async fn postgres() -> Self {
        let server = Postgres::shared();
        Self::on(&server.database().await, Some(server))
    }

    /// In a database of a server that the test stops.
    pub(crate) fn on(url: &str, server: Option<Arc<Postgres>>) -> Self {
        Self { url: url.to_owned(), emulator: Emulator::start().unwrap(), _folder: None, _server: server }
    }

    /// What an instance is told, besides its port.
    pub(crate) fn settings(&self) -> [(&str, &str); 4] {
        [
            ("DATABASE_URL", &self.url),
            ("API_URL", self.emulator.url()),
            ("API_SECRET", self.emulator.api_secret()),
            ("API_KEY", self.emulator.api_key()),
        ]
    }

    /// Another instance, with a folder of its own.
    pub(crate) async fn instance(&self) -> Demo {
        Demo::told(&self.settings()).await
    }

    pub(crate) async fn instances<const N: usize>(&self) -> [Demo; N] {
        let mut instances = Vec::new();
        for _ in 0..N {
            instances.push(self.instance().await);
        }
        instances.try_into().ok().unwrap()
    }

    /// Somebody at the page, which all instances serve.
    pub(crate) fn person(&self) -> Person {
        Person { browser: Some(self.emulator.browser(ORIGIN)), cookies: Default::default() }
    }

    pub(crate) async fn connect(&self) -> AnyConnection {
        install_default_drivers();
        AnyConnection::connect(&self.url).await.unwrap()
    }
}
