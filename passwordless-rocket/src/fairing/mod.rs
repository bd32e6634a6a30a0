//! The fairing: it reads the settings, builds `Passwordless`, and puts it into the rocket. The guards decide.

mod builder;
mod catchers;
mod configure;
mod finish;
mod ignite;
mod people;
mod safety;
mod settings;

pub use builder::PasswordlessFairing;

use settings::Settings;
