#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod accounts;
mod answer;
pub mod api;
pub mod browser;
#[doc = include_str!("../EVENTS.md")]
pub mod events {}
#[cfg(any(test, feature = "fuzzing"))]
#[cfg_attr(test, allow(unreachable_pub))]
#[doc(hidden)]
#[allow(missing_docs)]
pub mod fuzzing;
pub mod gate;
mod limits;
mod passwordless;
pub mod refusal;
mod rejection;
mod rules;
pub mod store;
pub mod well_known;

pub use self::passwordless::{BuildError, Passwordless, PasswordlessBuilder};
pub use api::{
    calls::Registration,
    client::{Client, ClientBuilder},
    error::{Error, ErrorKind},
    words::{ApiKey, ApiSecret, CredentialId, RegisterToken, Token, VerifiedUser},
};
pub use rejection::{Rejection, RejectionKind};
pub use rules::{Fresh, Policy, Purpose, Session, SessionKey, SessionLimits, SingleProcess, StepUp, Store};

// The short names of the rooms themselves.
pub(crate) use accounts::{RateLimits, TrustedProxies};
pub(crate) use api::{Credential, MagicLink, TokenKind};
pub(crate) use gate::{Denial, DenialKind, Gate, Visitor};
pub(crate) use store::{Mark, SessionMarks};
