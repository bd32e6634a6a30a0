// The README's examples need the software browser.
#![cfg_attr(feature = "testing", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "testing"),
    doc = "Bitwarden Passwordless.dev's HTTP API with real cryptography, for tests."
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod app;
mod auth;
mod builder;
mod clock;
mod control;
mod device;
mod emulator;
mod encoding;
mod endpoint;
mod error;
#[cfg(feature = "file")]
mod file;
mod http;
mod json;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
#[allow(missing_docs, unreachable_pub, reason = "for the fuzz targets only")]
pub mod probe;
mod random;
#[cfg(test)]
mod replay;
mod state;
mod token;
mod webauthn;

#[cfg(feature = "testing")]
pub mod testing;

pub use app::App;
pub use builder::Builder;
pub use control::{
    ControlError, Fault, LoggedRequest, MagicLink, SeedPasskey, SeedUser, SeededPasskey, Snapshot,
};
pub use emulator::Emulator;
pub use error::StartError;

/// The name of the header that marks every answer of the emulator; its value is the emulator's version.
///
/// The real service never sends it, so a client can tell the two apart and warn when a release build talks to
/// an emulator.
pub const MARKER_HEADER: &str = "passwordless-emulator";

/// Where the controls are: paths that begin so are the emulator's own, and the real service has none of them.
pub const CONTROL_PREFIX: &str = "/_emulator";
