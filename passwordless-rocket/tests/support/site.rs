//! An application of Rocket that is configured for a service.

use std::sync::Arc;

use passwordless_rocket::{Passwordless, PasswordlessFairing};
use rocket::{Build, Config, Rocket, config::LogLevel};

#[path = "../../../passwordless-tower/tests/support/service.rs"]
mod service;

pub(crate) use service::{ORIGIN, Site};

impl Site {
    pub(crate) fn fairing(&self) -> PasswordlessFairing {
        let fairing = Passwordless::fairing().client(self.client.clone()).origins([ORIGIN]);
        fairing.key(self.key.clone()).store(Arc::clone(&self.store))
    }
}

/// A quiet rocket in the debug profile, with no configuration but this.
pub(crate) fn rocket() -> Rocket<Build> {
    rocket::custom(Config { log_level: LogLevel::Off, ..Config::debug_default() })
}
