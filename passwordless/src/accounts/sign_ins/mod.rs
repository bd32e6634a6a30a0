//! The list of a user's sign-ins: when, where and with what, and the end of each.

mod answer;
mod device;
mod kept;
mod listed;
mod noted;

pub(super) use answer::{end, list};
pub(super) use kept::AnySignIns;
pub use kept::SignIns;
pub use listed::{ListedSignIn, SignInState};
pub use noted::NotedSignIn;
