//! Passwordless.dev as we reach it, or the emulator in its place.

mod client;
mod error;
mod start;

pub use error::ServiceError;
pub(crate) use start::Service;
