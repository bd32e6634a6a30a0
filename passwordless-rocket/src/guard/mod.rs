//! The guards: the handler's signature says who may come in.

mod confirmed;
mod fresh;
mod maybe_session;
mod outcome;
mod recovery_session;
mod registered;
mod same_origin;
mod session;
mod signed_out;
mod verified_user;

pub use confirmed::Confirmed;
pub use fresh::Fresh;
pub use maybe_session::MaybeSession;
pub use recovery_session::RecoverySession;
pub use registered::Registered;
pub use same_origin::SameOrigin;
pub use session::Session;
pub use signed_out::SignedOut;
pub use verified_user::VerifiedUser;
