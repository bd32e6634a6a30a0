//! Where the application finds its service: what else would be in `Rocket.toml`.

use passwordless_emulator::Emulator;
use rocket::{
    Config,
    config::LogLevel,
    figment::{Figment, map},
};

pub(crate) const ORIGIN: &str = "http://localhost:4000";

pub(crate) fn figment(emulator: &Emulator) -> Figment {
    let config = Config { log_level: LogLevel::Off, ..Config::debug_default() };
    let api =
        map! { "api_secret" => emulator.api_secret(), "api_url" => emulator.url(), "origins" => ORIGIN };
    Figment::from(config).merge(("passwordless", api))
}
