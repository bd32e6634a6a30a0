//! Browsers at an emulator.

use super::{Browser, BrowserError};
use crate::emulator::Emulator;

impl Emulator {
    /// A browser at a page of this origin, such as `http://localhost:4000`, with passkeys of its own. The
    /// origin's host is the relying party; [`Browser::rp_id`] names another.
    #[must_use]
    pub fn browser(&self, origin: impl Into<String>) -> Browser {
        Browser::new(self.url(), self.api_key(), origin)
    }

    /// The same with a passkey of this user, as if your backend had handed out the registration token. It registers
    /// over HTTP, so it is `async`:
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let emulator = passwordless_emulator::Emulator::start()?;
    /// let browser = emulator.browser_of("u-1001", "http://localhost:4000").await?;
    /// let token = browser.sign_in_for("step-up").await?; // for your backend's `signin/verify`
    /// # assert!(token.starts_with("verify_"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
