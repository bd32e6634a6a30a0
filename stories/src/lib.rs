//! A small driver for Chromium over the DevTools protocol, and the processes that a browser story needs.
//!
//! The stories themselves are in `tests/stories`, the driver's own tests in `tests/driver`. Both need Chromium and
//! the feature `chromium`; without it this crate compiles and tests nothing, so that `cargo test --workspace` passes
//! on a machine without a browser.
//!
//! - [`Chromium`]: one browser process. [`Person`]: a profile in it that shares no cookie with another.
//! - [`Page`]: what a person sees and does. [`Logbook`]: what the page said and asked for meanwhile.
//! - [`VirtualAuthenticator`]: the place where a page's passkeys are kept.
//! - [`Demo`]: the demo as a process of its own. [`Service`]: the emulator behind it, asked with the secret key.

mod appearance;
mod authenticator;
mod chromium;
mod connection;
mod demo;
mod error;
mod input;
mod logbook;
mod network;
mod page;
mod person;
mod process;
mod service;

pub use authenticator::{Passkey, VirtualAuthenticator};
pub use chromium::Chromium;
pub use demo::Demo;
pub use error::Error;
pub use logbook::Logbook;
pub use page::Page;
pub use person::Person;
pub use process::Process;
pub use service::Service;

/// The programs of the project's pages compile.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../docs/getting-started.md")]
    mod getting_started {}
    #[doc = include_str!("../../docs/mobile.md")]
    mod mobile {}
}
