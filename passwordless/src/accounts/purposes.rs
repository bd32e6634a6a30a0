//! A check at start: whether the service knows the purposes that the application asks for.

use super::Accounts;
use crate::Error;

impl Accounts {
    /// The purposes that the service has no sign-in configuration for. Each is logged as a warning with the call that
    /// makes one. Ask at the start, and go on whatever the answer is.
    ///
    /// The service silently turns an unknown purpose into `sign-in`, so a step-up for it can never succeed.
    ///
    /// ```no_run
    /// # async fn start(account: passwordless::accounts::Accounts) {
    /// match account.missing_purposes().await {
    ///     Ok(missing) => assert!(missing.is_empty(), "add them, or no step-up will succeed: {missing:?}"),
    ///     Err(error) => eprintln!("the purposes could not be checked: {error}"),
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]: the service could not be asked, and nothing is known.
    pub async fn missing_purposes(&self) -> Result<Vec<&'static str>, Error> {
        let known = self.client().auth_configs().await?;
        let is_missing = |name: &&str| known.iter().all(|config| config.purpose() != *name);
        let missing: Vec<_> = self.purposes().filter(is_missing).collect();
        for purpose in &missing {
            tracing::warn!(
                target: "passwordless.purpose_unknown", purpose,
                "the service has no sign-in configuration for this purpose, and takes it for `sign-in`, so no step-up \
                 for it can succeed; make one with \
                 client.add_auth_config(&AuthConfigChange::new({purpose:?}, \"who adds it\"))"
            );
        }
        Ok(missing)
    }
}
