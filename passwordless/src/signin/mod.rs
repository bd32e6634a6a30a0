//! What we decide about a sign-in: which tokens and users may pass, what a session is, and when it ends.

mod denial;
mod gate;
mod origin;
mod policy;
mod rejection;
mod seal;
mod sealed_text;
mod session;
pub(crate) mod store;
mod token;
mod token_kind;
mod verified_user;

pub use denial::{Denial, DenialKind};
pub use gate::{Gate, Presented, Reply, Visitor};
pub use policy::Policy;
pub use rejection::{Rejection, RejectionKind};
pub use seal::SessionKey;
pub use session::{Fresh, Limits, Purpose, Session};
pub use store::{
    Mark, Revocation, SessionMarks, SingleProcess, Spent, Store, StoreError, StoreErrorKind, StoreFuture,
    TokenMarks,
};
pub use token::{InvalidToken, Token};
pub use token_kind::TokenKind;
pub use verified_user::VerifiedUser;

pub(crate) use gate::random_mark;
pub(crate) use sealed_text::check as check_sealed_text;
pub(crate) use token::ExposedToken;
pub(crate) use verified_user::Wire as VerifiedUserWire;
