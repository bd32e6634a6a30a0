//! The account's cookies beside the session's: each sealed for itself, so that none is ever taken for another.

use std::time::Duration;

use super::{Accounts, Request};
use crate::Rejection;

/// What a browser keeps for us for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Who registers.
    Newcomer,
    /// That this browser asked for a magic link.
    MagicLink,
    /// Who may add a passkey, by a magic link.
    Recovery,
}

impl Kept {
    /// The name is what the value is sealed for.
    fn name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Newcomer, true) => "__Host-passwordless-newcomer",
            (Self::Newcomer, false) => "passwordless-newcomer",
            (Self::MagicLink, true) => "__Host-passwordless-magic-link",
            (Self::MagicLink, false) => "passwordless-magic-link",
            (Self::Recovery, true) => "__Host-passwordless-recovery",
            (Self::Recovery, false) => "passwordless-recovery",
        }
    }
}

impl Accounts {
    fn name_of(&self, what: Kept) -> &'static str {
        what.name(self.gate().has_secure_cookies())
    }

    /// What the browser keeps, if it is ours.
    pub(super) fn kept<T>(
        &self,
        request: &Request<'_>,
        what: Kept,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let name = self.name_of(what);
        self.gate().open_for(name, request.cookie(name)?, read)
    }

    /// The `Set-Cookie` that makes the browser keep it.
    pub(super) fn keep(&self, what: Kept, text: &str, life: Duration) -> Result<String, Rejection> {
        let name = self.name_of(what);
        let value = self.gate().seal_for(name, text)?;
        Ok(self.gate().set_named_cookie(name, &value, life))
    }

    /// The `Set-Cookie` that makes the browser forget it.
    pub(super) fn forget(&self, what: Kept) -> String {
        self.gate().set_named_cookie(self.name_of(what), "", Duration::ZERO)
    }
}
