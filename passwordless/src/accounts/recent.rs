//! Whether a user proved a short while ago who they are, for handlers of the application's own.

use std::time::SystemTime;

use super::{Accounts, Present};
use crate::Rejection;

impl Accounts {
    /// Refuses a user who has not proved a short while ago who they are, before something that cannot be undone in a
    /// route of the application's own, such as closing the account.
    ///
    /// A passkey that was used in the last five minutes is enough; a password of the last five minutes where the user has
    /// no passkey, or where [`password_counts`](super::AccountsBuilder::password_counts). A link never is.
    ///
    /// ```no_run
    /// # use passwordless::{Passwordless, Rejection};
    /// use passwordless::accounts::{Present, Proof};
    /// use std::time::SystemTime;
    ///
    /// # async fn close(passwordless: Passwordless, password_at: SystemTime) -> Result<(), Rejection> {
    /// let present = Present::new("7Vf0qOeCLmZk", "Pat").proved(Proof::Password, password_at);
    /// passwordless.accounts().require_recent(&present, SystemTime::now()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// 401 `step_up_required` where the user must use a passkey first, `sign_in_again` where there is none and the
    /// password was too long ago; 503 where the service does not answer.
    pub async fn require_recent(&self, present: &Present, now: SystemTime) -> Result<(), Rejection> {
        self.may_add(present.user_id(), &present.proofs().without_link(), now).await
    }
}
