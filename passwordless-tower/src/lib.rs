#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod accounts;
mod after;
#[cfg(feature = "axum")]
pub mod axum;
mod client;
mod identified;
mod middleware;
mod own_session;
mod passwordless;
mod refusal;
mod refuse;
mod respond;
mod set_session;
pub mod sign_out;
#[cfg(feature = "testing")]
pub mod testing;
mod text_body;
mod verify;
mod well_known;

pub use self::passwordless::{Passwordless, PasswordlessBuilder};
pub use accounts::AccountService;
pub use client::ClientAddress;
pub use identified::Identified;
pub use middleware::{PasskeyAuth, PasskeyAuthLayer};
pub use own_session::OwnSession;
pub use refusal::Refusal;
pub use set_session::SetSession;
pub use verify::{Stack, Verify};

/// The futures of this crate's services.
pub mod future {
    pub use crate::{
        accounts::AccountFuture,
        middleware::ResponseFuture,
        verify::{StackFuture, VerifyFuture},
    };
}

/// The bodies of this crate's answers.
pub mod body {
    pub use crate::{middleware::ResponseBody, text_body::TextBody};
}
