//! Settings of what browsers keep, and of whose passkeys count.

use super::PasswordlessFairing;

impl PasswordlessFairing {
    /// The name of the session cookie, in place of `passwordless`, and how those beside it begin: see
    /// [`cookie_name`](passwordless::PasswordlessBuilder::cookie_name).
    pub fn cookie_name(self, name: impl Into<String>) -> Self {
        self.set(|settings| settings.cookie_name = Some(name.into()))
    }

    /// Takes known passkeys only, also of users of whom none is known: see
    /// [`only_known_passkeys`](passwordless::PasswordlessBuilder::only_known_passkeys). The
    /// [store](Self::store) must remember passkeys after a restart.
    pub fn only_known_passkeys(self) -> Self {
        self.set(|settings| settings.only_known_passkeys = true)
    }
}
