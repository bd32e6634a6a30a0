// The README's examples need the software browser.
#![cfg_attr(feature = "testing", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "testing"),
    doc = "Bitwarden Passwordless.dev's HTTP API with real cryptography, for tests."
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod answer;
mod app;
mod clock;
pub mod control;
mod device;
mod emulator;
mod encoding;
mod endpoint;
mod error;
#[cfg(feature = "file")]
mod file;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
#[allow(missing_docs, unreachable_pub, reason = "for the fuzz targets only")]
pub mod fuzzing;
mod json;
mod random;
#[cfg(test)]
#[path = "../tests/replay/mod.rs"]
mod replay;
mod server;
mod state;
#[cfg(feature = "testing")]
pub mod testing;
mod token;
mod vault;
mod webauthn;

pub use answer::MARKER_HEADER;
pub use app::App;
pub use control::CONTROL_PREFIX;
pub use emulator::{Builder, Emulator};
pub use error::StartError;
