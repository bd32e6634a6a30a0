//! A service, and an application that is configured for it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use passwordless::{ApiSecret, Client, Registration, SessionKey, SingleProcess};
use passwordless_emulator::{Emulator, testing::Browser};
use passwordless_tower::{Passwordless, PasswordlessBuilder};

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

    pub(crate) fn builder(&self) -> PasswordlessBuilder {
        let builder = Passwordless::builder(self.client.clone(), [ORIGIN]);
        builder.key(self.key.clone()).store(Arc::clone(&self.store))
    }

    pub(crate) fn passwordless(&self) -> Passwordless {
        self.builder().build().unwrap()
    }

    /// A browser with a passkey of this user.
    pub(crate) async fn browser(&self, user_id: &str) -> Browser {
        let browser = self.emulator.browser(ORIGIN);
        let token = self.client.create_register_token(&Registration::new(user_id, user_id)).await.unwrap();
        browser.register(token.expose()).await.unwrap();
        browser
    }
}

/// The value of the session's cookie, as the browser keeps it.
pub(crate) fn cookie(set_cookie: &str) -> String {
    set_cookie.split(';').next().unwrap().to_owned()
}
