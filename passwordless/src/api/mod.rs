//! What the vendor offers: the client of its API, and the types that its calls speak.
//!
//! Each folder knows only those above it: `error`, `words`, `exchange` (one call, from request to judged answer),
//! `client`, `calls`.

mod calls;
mod client;
mod endpoint;
mod error;
mod exchange;
mod wire;
mod words;

pub use calls::{
    ActiveUserReport, Alias, Attestation, AuthConfig, AuthConfigChange, AuthenticatorList, AuthenticatorType,
    Credential, CredentialReport, Event, EventKind, EventPage, EventQuery, FeaturesChange, GeneratedToken,
    Hint, ListedAuthenticator, MagicLink, Registration, Severity, UserSummary, UserVerification,
};
pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorCode, ErrorKind, InvalidToken, Problem};
pub use words::{
    Aaguid, ApiKey, ApiSecret, CredentialId, Day, RegisterToken, Token, TokenKind, VerifiedUser,
};

pub(crate) use exchange::is_loopback;
#[cfg(test)]
pub(crate) use words::VerifiedUserWire;
