#![doc = include_str!("../README.md")]

mod config;
mod fairing;
mod guard;
mod launch_error;
mod passwordless;
mod rejection;
mod request;
mod respond;
mod routes;
#[cfg(feature = "testing")]
pub mod testing;

pub use self::passwordless::Passwordless;
pub use fairing::PasswordlessFairing;
pub use guard::{Fresh, MaybeSession, RecoverySession, Session, VerifiedUser};
pub use rejection::Rejection;
