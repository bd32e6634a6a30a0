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
    /// What stands behind the name of the session cookie. No session cookie has a name that ends like this.
    fn suffix(self) -> &'static str {
        match self {
            Self::Newcomer => "-newcomer",
            Self::MagicLink => "-magic-link",
            Self::Recovery => "-recovery",
        }
    }
}

impl Accounts {
    /// The name is what the value is sealed for.
    fn name_of(&self, what: Kept) -> String {
        format!("{}{}", self.gate().cookie_name(), what.suffix())
    }

    /// What the browser keeps, if it is ours.
    pub(super) fn kept<T>(
        &self,
        request: &Request<'_>,
        what: Kept,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let name = self.name_of(what);
        self.gate().open_for(&name, request.cookie(&name)?, read)
    }

    /// The `Set-Cookie` that makes the browser keep it.
    pub(super) fn keep(&self, what: Kept, text: &str, life: Duration) -> Result<String, Rejection> {
        let name = self.name_of(what);
        let value = self.gate().seal_for(&name, text)?;
        Ok(self.gate().set_named_cookie(&name, &value, life))
    }

    /// The `Set-Cookie` that makes the browser forget it.
    pub(super) fn forget(&self, what: Kept) -> String {
        self.gate().set_named_cookie(&self.name_of(what), "", Duration::ZERO)
    }
}
