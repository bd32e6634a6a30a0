//! The guards: the handler's signature says who may come in.

mod fresh;
mod maybe_session;
mod outcome;
mod recovery_session;
mod session;
mod verified_user;

pub use fresh::Fresh;
pub use maybe_session::MaybeSession;
pub use recovery_session::RecoverySession;
pub use session::Session;
pub use verified_user::VerifiedUser;
