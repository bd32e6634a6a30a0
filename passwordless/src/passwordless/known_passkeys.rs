//! The setting `only_known_passkeys`.

use super::{Passwordless, PasswordlessBuilder};

impl<P: From<Passwordless>> PasswordlessBuilder<P> {
    /// Takes known passkeys only: those whose registration was finished here, and those that were
    /// [taken in](crate::accounts::Accounts::take_in_passkeys). So a stolen registration token makes no passkey that
    /// signs in, for any user.
    ///
    /// By default that holds for each user of whom a passkey is known: from their registration here, or from their next
    /// sign-in on, at which those are taken in that the service lists. An application whose users had passkeys before
    /// sets this once it has taken in all of them. The store must remember passkeys after a restart.
    pub fn only_known_passkeys(mut self) -> Self {
        self.only_known_passkeys = true;
        self
    }
}
