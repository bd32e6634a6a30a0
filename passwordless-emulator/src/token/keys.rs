//! The keys that seal an application's tokens.

use std::fmt;

use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};

use crate::{clock::Moment, encoding, random};

const DAY: u64 = 86_400;
/// When a key is followed by a new one.
const ROTATED_AFTER: u64 = 7 * DAY;
/// When a key, and with it every token it sealed, is forgotten.
const FORGOTTEN_AFTER: u64 = 30 * DAY;

/// One key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TokenKey {
    pub(crate) id: u32,
    #[serde(with = "encoding::serde")]
    pub(crate) secret: [u8; 32],
    pub(crate) created_at: Moment,
}

impl TokenKey {
    pub(crate) fn generate(now: Moment) -> Self {
        // Positive in 31 bits, as the service's are. Its last six bits are the last character of a token, `C` to `R`:
        // whichever neighbour a test changes it to is a character of tokens, too.
        let random = u32::from_be_bytes(random::bytes()) >> 1;
        let id = (random & !0x3f) | (2 + (random & 0xf));
        Self { id, secret: random::bytes(), created_at: now }
    }

    pub(super) fn mac_key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.secret)
    }
}

/// Never shows the secret.
impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// An application's keys, the newest last.
#[derive(Debug, Clone, Default)]
pub(crate) struct TokenKeys(Vec<TokenKey>);

impl TokenKeys {
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn add(&mut self, key: TokenKey) {
        self.0.push(key);
    }

    /// Adds a key that was made earlier, when those made before this were forgotten.
    #[cfg(feature = "file")]
    pub(crate) fn restore(&mut self, key: TokenKey, forget_before: Moment) {
        self.0.retain(|known| known.created_at >= forget_before);
        self.0.push(key);
    }

    /// Makes a new key where the newest is too old, and forgets the oldest: what was added, if anything.
    pub(crate) fn rotate(&mut self, now: Moment) -> Option<TokenKey> {
        if self.is_current(now) {
            return None;
        }
        self.0.retain(|key| now.seconds_since(key.created_at) < FORGOTTEN_AFTER);
        let mut key = TokenKey::generate(now);
        while self.find(key.id).is_some() {
            key = TokenKey::generate(now);
        }
        self.0.push(key.clone());
        Some(key)
    }

    /// Whether the newest key may go on sealing.
    pub(crate) fn is_current(&self, now: Moment) -> bool {
        self.newest().is_some_and(|key| now.seconds_since(key.created_at) < ROTATED_AFTER)
    }

    pub(crate) fn newest(&self) -> Option<&TokenKey> {
        self.0.last()
    }

    pub(crate) fn oldest(&self) -> Option<&TokenKey> {
        self.0.first()
    }

    /// All of them, the newest last.
    pub(crate) fn all(&self) -> &[TokenKey] {
        &self.0
    }

    pub(super) fn find(&self, id: u32) -> Option<&TokenKey> {
        self.0.iter().find(|key| key.id == id)
    }
}

impl From<Vec<TokenKey>> for TokenKeys {
    fn from(keys: Vec<TokenKey>) -> Self {
        Self(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;

    #[test]
    fn keys_rotate_weekly_and_are_forgotten_after_thirty_days() {
        let start = Moment::now();
        let day = |days: i64| start.plus_seconds(days * 86_400);
        let mut keys = TokenKeys::default();
        let first = keys.rotate(start).unwrap().id;
        assert!(keys.rotate(day(6)).is_none());
        assert!(keys.rotate(day(7)).is_some());
        assert!(keys.find(first).is_some());
        assert!(keys.rotate(day(31)).is_some());
        assert!(keys.find(first).is_none());
    }

    #[test]
    fn a_key_shows_its_id_only() {
        let key = TokenKey { id: 7, secret: [0xab; 32], created_at: Moment::now() };
        assert_eq!(format!("{key:?}"), "TokenKey { id: 7, .. }");
    }
}
