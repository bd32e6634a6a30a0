#![doc = include_str!("../README.md")]

mod account;
mod auth;
#[cfg(feature = "axum")]
pub mod axum;
mod build_error;
mod chain;
mod entry;

mod refusal;
mod rejection;
mod stack;
#[cfg(feature = "testing")]
pub mod testing;
mod text_body;
mod verify;

pub use account::{AccountFuture, AccountService, ClientAddress};
pub use auth::{PasskeyAuth, PasskeyAuthLayer, ResponseBody, ResponseFuture};
pub use build_error::BuildError;
pub use entry::{Identified, Passwordless, PasswordlessBuilder};
pub use refusal::{Dialect, Next, Refusal};
pub use rejection::rejection;
pub use stack::{Stack, StackBuilder, StackFuture};
pub use text_body::TextBody;
pub use verify::{Verify, VerifyFuture};
