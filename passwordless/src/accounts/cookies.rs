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
    fn is_secure(&self) -> bool {
        self.gate().cookie_name().starts_with("__Host-")
    }

    /// What the browser keeps, if it is ours.
    pub(super) fn kept<T>(
        &self,
        request: &Request<'_>,
        what: Kept,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let name = what.name(self.is_secure());
        self.gate().open_for(name, request.cookie(name)?, read)
    }

    /// The `Set-Cookie` that makes the browser keep it.
    pub(super) fn keep(&self, what: Kept, text: &str, life: Duration) -> Result<String, Rejection> {
        let value = self.gate().seal_for(what.name(self.is_secure()), text)?;
        Ok(self.written(what, &value, life))
    }

    /// The `Set-Cookie` that makes the browser forget it.
    pub(super) fn forget(&self, what: Kept) -> String {
        self.written(what, "", Duration::ZERO)
    }

    fn written(&self, what: Kept, value: &str, life: Duration) -> String {
        let (name, life) = (what.name(self.is_secure()), life.as_secs());
        let secure = if self.is_secure() { "; Secure" } else { "" };
        format!("{name}={value}; Max-Age={life}; Path=/; HttpOnly; SameSite=Lax{secure}")
    }
}
