//! The fairing: it reads the settings, builds the whole, and puts it into the rocket. The guards decide.

mod builder;
mod catchers;
mod configure;
mod flight;
mod settings;

pub use builder::PasswordlessFairing;

use settings::Settings;
