#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod client;
mod config;
mod fairing;
mod guard;
mod launch_error;
mod own_session;
mod passwordless;
mod rejection;
mod request;
mod respond;
mod routes;
mod sign_in;
#[cfg(feature = "testing")]
pub mod testing;

pub use self::passwordless::Passwordless;
pub use fairing::PasswordlessFairing;
pub use guard::{
    Confirmed, Fresh, MaybeSession, RecoverySession, Registered, SameOrigin, Session, VerifiedUser,
};
pub use own_session::OwnSession;
pub use rejection::Rejection;

/// A sign-out of the application's own.
pub mod sign_out {
    pub use crate::guard::SignedOut;
}
