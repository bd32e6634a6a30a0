//! Where the application finds its service: what else would be in the environment.

use axum::Router;
use passwordless::{ApiSecret, Client, SessionKey, SingleProcess};
use passwordless_emulator::Emulator;
use passwordless_tower::Passwordless;

use crate::app::{Names, app};

pub(crate) const ORIGIN: &str = "http://localhost:4000";

pub(crate) fn configured(emulator: &Emulator) -> (Router, Passwordless) {
    let client = Client::builder(ApiSecret::new(emulator.api_secret()).unwrap()).url(emulator.url());
    let passwordless = Passwordless::builder(client.build().unwrap(), [ORIGIN])
        .key(SessionKey::generate().unwrap())
        .store(SingleProcess::new())
        .build()
        .unwrap();
    (app(passwordless.clone(), Names::default()), passwordless)
}
