//! The words of the service's answers and requests: keys, tokens, ids, days.

mod aaguid;
mod credential_id;
mod day;
mod keys;
mod providers_table;
mod shape;
mod token;
mod token_kind;
mod verified_user;

pub use aaguid::Aaguid;
pub use credential_id::CredentialId;
pub use day::Day;
pub use keys::{ApiKey, ApiSecret};
pub(in crate::api) use token::ExposedToken;
pub use token::{RegisterToken, Token};
pub use token_kind::TokenKind;
pub use verified_user::VerifiedUser;
pub(crate) use verified_user::Wire as VerifiedUserWire;
