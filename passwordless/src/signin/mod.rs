//! What we decide about a sign-in: what a token may look like, and which verified users may pass.

mod denial;
mod origin;
mod policy;
#[allow(dead_code)] // until sessions use it
mod seal;
mod sealed_text;
pub(crate) mod store;
mod token;
mod token_kind;
mod verified_user;

pub use denial::{Denial, DenialKind};
pub use policy::Policy;
pub use seal::SessionKey;
pub use store::{
    Mark, Revocation, SessionMarks, SingleProcess, Spent, Store, StoreError, StoreErrorKind, StoreFuture,
    TokenMarks,
};
pub use token::{InvalidToken, Token};
pub use token_kind::TokenKind;
pub use verified_user::VerifiedUser;

pub(crate) use sealed_text::check as check_sealed_text;
pub(crate) use token::ExposedToken;
pub(crate) use verified_user::Wire as VerifiedUserWire;
