#![doc = include_str!("../README.md")]

mod api;
pub mod browser;
mod signin;

pub use api::{
    Alias, ApiKey, ApiSecret, Attestation, AuthenticatorType, Client, ClientBuilder, Credential,
    CredentialId, Error, ErrorCode, ErrorKind, GeneratedToken, Hint, MagicLink, Problem, RegisterToken,
    Registration, UserSummary, UserVerification,
};
pub use signin::{Denial, DenialKind, InvalidToken, Policy, Token, TokenKind, VerifiedUser};
