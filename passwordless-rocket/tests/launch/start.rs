//! A launch, and what is said of it.

use rocket::{
    Build, Config, Rocket,
    config::LogLevel,
    error::ErrorKind,
    figment::{
        Figment, Profile,
        providers::{Format, Toml},
    },
    local::blocking::Client,
};
use tracing::subscriber::with_default;

use crate::log::Log;

pub(crate) const SECRET: &str = "test:secret:a679563b331846c79c20b114a4f56d02";
pub(crate) const KEY: &str = "k6dGmzPkXTqD5k4XbJYcW3cmC2pXfqVZQ5oPbGm8b7E=";

/// All that an application must say.
pub(crate) fn complete() -> String {
    format!(
        "secret_key = {KEY:?}\n[passwordless]\napi_secret = {SECRET:?}\norigins = [\"https://app.example\"]\nstore = \
         \"single-process\"\n"
    )
}

/// A rocket that is configured by this file alone.
pub(crate) fn configured(profile: Profile, file: &str) -> Rocket<Build> {
    let config = Config { log_level: LogLevel::Off, profile: profile.clone(), ..Config::debug_default() };
    rocket::custom(Figment::from(config).merge(Toml::string(file)).select(profile))
}

/// The launch as it should be, and the log of it.
pub(crate) fn launched(rocket: Rocket<Build>) -> (Client, String) {
    let (log, _come) = Log::new();
    let client = with_default(log.subscriber(), || Client::untracked(rocket).map_err(Box::new));
    (client.unwrap_or_else(|error| panic!("{error}: {}", log.text())), log.text())
}

/// What the log says of a launch that our fairing refused.
pub(crate) fn refused(rocket: Rocket<Build>) -> String {
    let (log, _come) = Log::new();
    let error = with_default(log.subscriber(), || Client::untracked(rocket).map_err(Box::new)).unwrap_err();
    let ErrorKind::FailedFairings(fairings) = error.kind() else { panic!("{error}: {}", log.text()) };
    assert_eq!(fairings.iter().map(|fairing| fairing.name).collect::<Vec<_>>(), ["Passwordless"]);
    log.text()
}
