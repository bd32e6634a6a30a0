//! The keys of an application.

use super::Application;
use crate::{
    clock::Moment,
    random,
    state::{ApiKey, Change, Changes, KeyKind},
};

impl Application {
    pub(crate) fn keys(&self) -> &[ApiKey] {
        &self.keys
    }

    pub(crate) fn first_key(&self, kind: KeyKind) -> Option<&str> {
        self.keys.iter().find(|key| key.kind == kind).map(ApiKey::value)
    }

    /// Adds a key; does nothing where it is there already.
    pub(crate) fn add_key(&mut self, key: ApiKey, changes: &mut Changes) {
        if self.keys.iter().any(|known| known.kind == key.kind && known.value() == key.value()) {
            return;
        }
        changes.record(|| Change::KeySet { app: self.name.clone(), key: key.clone() });
        self.keys.push(key);
    }

    /// Adds a key, or has it in place of what was known of it.
    #[cfg(feature = "file")]
    pub(crate) fn set_key(&mut self, key: ApiKey) {
        match self.keys.iter_mut().find(|known| known.kind == key.kind && known.value() == key.value()) {
            Some(known) => *known = key,
            None => self.keys.push(key),
        }
    }

    #[cfg(feature = "file")]
    pub(crate) fn forget_key(&mut self, kind: KeyKind, value: &str) {
        self.keys.retain(|key| key.kind != kind || key.value() != value);
    }

    /// Makes a new key, whose last four characters no other key here has; returns its value.
    pub(crate) fn generate_key(
        &mut self,
        kind: KeyKind,
        scopes: u8,
        now: Moment,
        changes: &mut Changes,
    ) -> String {
        let fresh = || format!("{}:{}:{}", self.name, kind.word(), random::key_part());
        let mut value = fresh();
        while self.keys.iter().any(|key| value.ends_with(key.id())) {
            value = fresh();
        }
        let key = ApiKey { scopes, ..ApiKey::new(kind, value.clone(), now) };
        self.add_key(key, changes);
        value
    }

    /// Locks or unlocks a key; false where there is none with this id.
    pub(crate) fn lock_key(&mut self, id: &str, locked: bool, now: Moment, changes: &mut Changes) -> bool {
        let Some(key) = self.keys.iter_mut().find(|key| key.id() == id) else { return false };
        key.lock(locked, now);
        changes.record(|| Change::KeySet { app: self.name.clone(), key: key.clone() });
        true
    }

    pub(crate) fn lock_all_keys(&mut self, locked: bool, now: Moment, changes: &mut Changes) {
        for key in &mut self.keys {
            key.lock(locked, now);
            changes.record(|| Change::KeySet { app: self.name.clone(), key: key.clone() });
        }
    }

    /// Deletes a key; false where there is none with this id.
    pub(crate) fn delete_key(&mut self, id: &str, changes: &mut Changes) -> bool {
        let Some(place) = self.keys.iter().position(|key| key.id() == id) else { return false };
        let key = self.keys.remove(place);
        changes.record(|| Change::KeyDeleted {
            app: self.name.clone(),
            kind: key.kind,
            value: key.value().to_owned(),
        });
        true
    }
}
