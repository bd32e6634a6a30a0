//! Controls: what a test can do to the emulator and no client can do to the service.
//!
//! In Rust they are methods of [`Emulator`](crate::Emulator); in any other language they are HTTP calls under
//! [`CONTROL_PREFIX`].

mod controls;
mod error;
mod fault;
mod link;
mod reach;
mod request_log;
mod seed;
mod seeded;
mod snapshot;

pub use error::ControlError;
pub use fault::Fault;
pub use link::MagicLink;
pub use request_log::LoggedRequest;
pub use seed::{SeedPasskey, SeedUser};
pub use seeded::SeededPasskey;
pub use snapshot::Snapshot;

pub(crate) use controls::{Controls, lock};
pub(crate) use fault::Effect;
pub(crate) use reach::Reach;
pub(crate) use seed::prepare;

/// Where the controls are: paths that begin so are the emulator's own, and the real service has none of them.
pub const CONTROL_PREFIX: &str = "/_emulator";
