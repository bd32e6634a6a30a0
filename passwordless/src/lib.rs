#![doc = include_str!("../README.md")]

pub mod accounts;
mod answer;
mod api;
pub mod browser;
pub mod gate;
mod limits;
mod passwordless;
pub mod refusal;
mod rejection;
mod rules;

pub use self::passwordless::{BuildError, Passwordless, PasswordlessBuilder};

pub use api::{
    Aaguid, ActiveUserReport, Alias, ApiKey, ApiSecret, Attestation, AuthConfig, AuthConfigChange,
    AuthenticatorList, AuthenticatorType, Client, ClientBuilder, Credential, CredentialId, CredentialReport,
    Day, Error, ErrorCode, ErrorKind, Event, EventKind, EventPage, EventQuery, FeaturesChange,
    GeneratedToken, Hint, InvalidToken, ListedAuthenticator, MagicLink, Problem, RegisterToken, Registration,
    Severity, Token, TokenKind, UserSummary, UserVerification, VerifiedUser,
};
pub use limits::TrustedProxies;
pub use rejection::{Rejection, RejectionKind};
#[cfg(any(test, feature = "store-conformance"))]
pub use rules::store::conformance as store_conformance;
pub use rules::{
    Denial, DenialKind, Fresh, Gate, Generation, InvalidGeneration, Limits, Mark, Policy, Purpose, Replaced,
    Reply, Revocation, Revocations, Session, SessionKey, SessionMarks, SingleProcess, Spent, Store,
    StoreError, StoreErrorKind, StoreFuture, TokenMarks, Visitor,
};
