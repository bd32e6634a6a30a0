//! An application's keys.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// For browsers or for backends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KeyKind {
    Public,
    Secret,
}

impl KeyKind {
    pub(crate) const fn header(self) -> &'static str {
        match self {
            Self::Public => "ApiKey",
            Self::Secret => "ApiSecret",
        }
    }

    /// The middle part of such a key.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Secret => "secret",
        }
    }

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Public => Self::Secret,
            Self::Secret => Self::Public,
        }
    }

    /// Whether a value has the three parts of such a key.
    pub(crate) fn looks_like(self, value: &str) -> bool {
        let mut parts = value.split(':');
        parts.next().is_some_and(|app| !app.is_empty())
            && parts.next() == Some(self.word())
            && parts.next().is_some_and(|digits| !digits.is_empty())
            && parts.next().is_none()
    }
}

/// One key and what it may do.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ApiKey {
    pub(crate) kind: KeyKind,
    pub(super) value: String,
    pub(crate) scopes: u8,
    pub(crate) locked: bool,
    pub(crate) created_at: Moment,
    pub(crate) last_locked_at: Option<Moment>,
}

impl ApiKey {
    /// A key that may do everything of its kind.
    pub(crate) fn new(kind: KeyKind, value: String, created_at: Moment) -> Self {
        Self { kind, value, scopes: 3, locked: false, created_at, last_locked_at: None }
    }

    /// The last four characters, by which the key is managed.
    pub(crate) fn id(&self) -> &str {
        id_of(&self.value)
    }

    pub(super) fn lock(&mut self, locked: bool, now: Moment) {
        self.locked = locked;
        if locked {
            self.last_locked_at = Some(now);
        }
    }

    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// Compares in a time that does not depend on where the two differ.
    pub(crate) fn matches(&self, value: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(self.value.as_bytes(), value.as_bytes()).is_ok()
    }
}

/// The last four characters of a key.
pub(crate) fn id_of(key: &str) -> &str {
    key.char_indices().rev().nth(3).map_or(key, |(start, _)| &key[start..])
}

/// Never shows the key.
impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey")
            .field("kind", &self.kind)
            .field("locked", &self.locked)
            .finish_non_exhaustive()
    }
}
