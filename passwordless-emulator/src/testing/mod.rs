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

impl crate::Emulator {
    /// A browser at a page of this origin, such as `http://localhost:4000`, with passkeys of its own. The
    /// origin's host is the relying party, unless told.
    #[must_use]
    pub fn browser(&self, origin: impl Into<String>) -> Browser {
        Browser::new(self.url(), self.api_key(), origin)
    }

    /// The same with a passkey of this user, as if your backend had handed out the registration token.
    ///
    /// # Errors
    ///
    /// [`BrowserError`] where the service or the passkey refuses.
    pub async fn browser_of(
        &self,
        user_id: &str,
        origin: impl Into<String>,
    ) -> Result<Browser, BrowserError> {
        let browser = self.browser(origin);
        browser.register(&browser.register_token(self.api_secret(), user_id).await?).await?;
        Ok(browser)
    }
}
