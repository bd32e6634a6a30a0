#![doc = include_str!("../README.md")]

pub mod account;
mod api;
pub mod browser;
mod signin;

pub use api::{
    Aaguid, ActiveUserReport, Alias, ApiKey, ApiSecret, Attestation, AuthConfig, AuthConfigChange,
    AuthenticatorList, AuthenticatorType, Client, ClientBuilder, Credential, CredentialId, CredentialReport,
    Day, Error, ErrorCode, ErrorKind, Event, EventKind, EventPage, EventQuery, FeaturesChange,
    GeneratedToken, Hint, ListedAuthenticator, MagicLink, Problem, RegisterToken, Registration, Severity,
    UserSummary, UserVerification,
};
#[cfg(any(test, feature = "store-conformance"))]
pub use signin::store::conformance as store_conformance;
pub use signin::{
    Denial, DenialKind, Fresh, Gate, InvalidToken, Limits, Mark, Policy, Presented, Purpose, Rejection,
    RejectionKind, Reply, Revocation, Session, SessionKey, SessionMarks, SingleProcess, Spent, Store,
    StoreError, StoreErrorKind, StoreFuture, Token, TokenKind, TokenMarks, VerifiedUser, Visitor,
};
