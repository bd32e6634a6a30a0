//! What the vendor offers: the types that the calls of its API speak. The client itself, and what most applications
//! need, is at the root of the crate.
//!
//! Each folder knows only those above it: `error`, `words`, `exchange` (one call, from request to judged answer),
//! `client`, `calls`.

pub mod admin;
pub(crate) mod calls;
pub(crate) mod client;
mod endpoint;
pub(crate) mod error;
mod exchange;
mod wire;
pub(crate) mod words;

pub use calls::{
    Alias, Attestation, AuthenticatorType, Credential, Hint, MagicLink, TokenRequest, UserSummary,
    UserVerification,
};
pub use error::{ErrorCode, InvalidToken, Problem};
pub use words::{Aaguid, TokenKind};

/// The HTTP client below [`Client`](crate::Client), for [`ClientBuilder::http_client`](crate::ClientBuilder::http_client).
pub use reqwest;

pub(crate) use exchange::is_loopback;
#[cfg(test)]
pub(crate) use words::VerifiedUserWire;
