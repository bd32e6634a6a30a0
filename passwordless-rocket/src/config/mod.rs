//! What is read from Rocket's configuration.

mod key;
mod table;

pub(crate) use key::session_key;
pub(crate) use table::Config;

use rocket::{Build, Config as RocketConfig, Rocket};

/// Whether this launch is one of development, by Rocket's profile: a default that is made up then is an error in every other launch.
pub(crate) fn is_debug(rocket: &Rocket<Build>) -> bool {
    rocket.figment().profile() == RocketConfig::DEBUG_PROFILE
}
