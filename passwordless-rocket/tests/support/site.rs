//! A service, and an application that is configured for it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use passwordless::{ApiSecret, Client, Registration, SessionKey, SingleProcess};
use passwordless_emulator::{Emulator, testing::Browser};
use passwordless_rocket::{Passwordless, PasswordlessFairing};
use rocket::{Build, Config, Rocket, config::LogLevel};

pub(crate) const ORIGIN: &str = "http://localhost:4000";

pub(crate) struct Site {
    pub(crate) client: Client,
    pub(crate) key: SessionKey,
    pub(crate) store: Arc<SingleProcess>,
    pub(crate) emulator: Emulator,
}

impl Site {
    pub(crate) fn new() -> Self {
        let emulator = Emulator::start().unwrap();
        let secret = ApiSecret::new(emulator.api_secret()).unwrap();
        Self {
            client: Client::builder(secret).url(emulator.url()).build().unwrap(),
            key: SessionKey::generate().unwrap(),
            // The service writes times less finely than we do.
            store: Arc::new(SingleProcess::started_at(SystemTime::now() - Duration::from_secs(60))),
            emulator,
        }
    }

    pub(crate) fn fairing(&self) -> PasswordlessFairing {
        let fairing = Passwordless::fairing().client(self.client.clone()).origins([ORIGIN]);
        fairing.key(self.key.clone()).store(Arc::clone(&self.store))
    }

    /// A browser with a passkey of this user.
    #[allow(dead_code)] // not every test needs one
    pub(crate) async fn browser(&self, user_id: &str) -> Browser {
        let browser = self.emulator.browser(ORIGIN);
        let token = self.client.create_register_token(&Registration::new(user_id, user_id)).await.unwrap();
        browser.register(token.expose()).await.unwrap();
        browser
    }
}

/// A quiet rocket in the debug profile, with no configuration but this.
pub(crate) fn rocket() -> Rocket<Build> {
    rocket::custom(Config { log_level: LogLevel::Off, ..Config::debug_default() })
}
