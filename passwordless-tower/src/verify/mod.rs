//! Who asks the service about tokens, as Tower services.

mod rejection;
mod service;
mod stack;

pub use service::{Verify, VerifyFuture};
pub use stack::{Stack, StackFuture};
