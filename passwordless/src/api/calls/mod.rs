//! The calls of the API, a file for each family, with the requests and answers that are theirs.

mod aliases;
mod auth_configs;
mod authenticators;
mod credentials;
mod events;
mod features;
mod limits;
mod magic_links;
mod options;
mod registration;
mod reports;
mod token_request;
mod users;

pub use aliases::Alias;
pub use auth_configs::{AuthConfig, AuthConfigChange};
pub use authenticators::{AuthenticatorList, ListedAuthenticator};
pub use credentials::Credential;
pub use events::{Event, EventKind, EventPage, EventQuery, Severity};
pub use features::FeaturesChange;
pub use magic_links::MagicLink;
pub use options::{Attestation, AuthenticatorType, Hint, UserVerification};
pub use registration::Registration;
pub use reports::{ActiveUserReport, CredentialReport};
pub use token_request::TokenRequest;
pub use users::UserSummary;
