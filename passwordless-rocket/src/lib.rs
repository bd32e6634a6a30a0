#![doc = include_str!("../README.md")]

mod config;
mod entry;
mod fairing;
mod guard;
mod launch_error;
mod local;
mod presented;
mod refusal;
mod response;
mod routes;
#[cfg(feature = "testing")]
pub mod testing;

pub use entry::Passwordless;
pub use fairing::PasswordlessFairing;
pub use guard::{Fresh, MaybeSession, RecoverySession, Session, VerifiedUser};
pub use refusal::Rejection;
