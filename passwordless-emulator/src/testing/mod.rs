//! A software browser with a software passkey, for tests of whole ceremonies without a browser.
//!
//! ```
//! use passwordless_emulator::Emulator;
//!
//! # async fn example(register_token: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start()?;
//! let browser = emulator.browser("http://localhost:4000");
//! let token = browser.register(register_token).await?; // from your backend's `register/token`
//! let token = browser.sign_in().await?; // for your backend's `signin/verify`
//! # Ok(())
//! # }
//! ```
//!
//! [`Passkey`] is the layer below: WebAuthn's `create` and `get` as pure functions of JSON.

mod algorithm;
mod browser;
mod ceremony;
mod emulator;
mod error;
mod misstep;
mod passkey;
mod signer;
mod writer;

pub use algorithm::{Algorithm, Attestation};
pub use browser::Browser;
pub use error::{BrowserError, PasskeyError};
pub use misstep::Misstep;
pub use passkey::Passkey;
