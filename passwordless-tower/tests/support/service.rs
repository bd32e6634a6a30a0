//! A service, and what an application is configured with for it. Rocket's tests have it, too.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use passwordless::{ApiSecret, Client, SessionKey, SingleProcess};
use passwordless_emulator::{Emulator, testing::Browser};

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
            // The service writes times less finely than we do, and a page may hold a token back.
            store: Arc::new(SingleProcess::started_at(SystemTime::now() - Duration::from_secs(3600))),
            emulator,
        }
    }

    /// A browser with a passkey of this user.
    #[allow(dead_code)] // not every test needs one
    pub(crate) async fn browser(&self, user_id: &str) -> Browser {
        self.emulator.browser_of(user_id, ORIGIN).await.unwrap()
    }
}
