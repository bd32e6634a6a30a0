//! What the vendor offers: the client of its API, and the types that its calls speak.

mod aliases;
mod auth_configs;
mod base_url;
mod builder;
mod client;
mod credential_id;
mod credentials;
mod endpoint;
mod error;
mod error_code;
mod exchange;
mod generated;
mod judge;
mod keys;
mod limits;
mod magic_links;
mod options;
mod problem;
mod register_token;
mod registration;
mod retry;
mod users;
mod wire;

pub use aliases::Alias;
pub use auth_configs::{AuthConfig, AuthConfigChange};
pub use builder::ClientBuilder;
pub use client::Client;
pub use credential_id::CredentialId;
pub use credentials::Credential;
pub use error::{Error, ErrorKind};
pub use error_code::ErrorCode;
pub use generated::GeneratedToken;
pub use keys::{ApiKey, ApiSecret};
pub use magic_links::MagicLink;
pub use options::{Attestation, AuthenticatorType, Hint, UserVerification};
pub use problem::Problem;
pub use register_token::RegisterToken;
pub use registration::Registration;
pub use users::UserSummary;

pub(crate) use base_url::is_loopback;
pub(crate) use wire::{date_time, non_empty, nulls};
