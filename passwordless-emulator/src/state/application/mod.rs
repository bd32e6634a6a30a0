//! One application: its settings, keys, passkeys, aliases, and what it logs.

mod aliases;
mod configurations;
mod keys;
mod passkeys;
mod records;

use std::collections::{BTreeMap, HashMap};

use super::{
    Alias, ApiKey, AuthenticatorRule, Change, Changes, Configuration, Credential, Event, Mail, Settings,
};
use crate::clock::Moment;
#[cfg(feature = "file")]
use crate::token::TokenKey;
use crate::token::TokenKeys;

/// What is kept of one application.
#[derive(Debug, Clone)]
pub(crate) struct Application {
    pub(super) name: String,
    settings: Settings,
    pub(super) keys: Vec<ApiKey>,
    pub(super) token_keys: TokenKeys,
    credentials: HashMap<Vec<u8>, Credential>,
    /// The ids of a user's credentials, the oldest first.
    credentials_of: BTreeMap<String, Vec<Vec<u8>>>,
    aliases: HashMap<String, Alias>,
    /// The hashes of a user's aliases, as they were set.
    aliases_of: BTreeMap<String, Vec<String>>,
    /// By purpose, which is also the service's order.
    configurations: BTreeMap<String, Configuration>,
    rules: BTreeMap<[u8; 16], AuthenticatorRule>,
    /// The oldest first.
    events: Vec<Event>,
    /// The oldest first.
    outbox: Vec<Mail>,
}

impl Application {
    pub(super) fn new(name: String, settings: Settings) -> Self {
        Self {
            name,
            settings,
            keys: Vec::new(),
            token_keys: TokenKeys::default(),
            credentials: HashMap::new(),
            credentials_of: BTreeMap::new(),
            aliases: HashMap::new(),
            aliases_of: BTreeMap::new(),
            configurations: BTreeMap::new(),
            rules: BTreeMap::new(),
            events: Vec::new(),
            outbox: Vec::new(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn change_settings(&mut self, change: impl FnOnce(&mut Settings), changes: &mut Changes) {
        change(&mut self.settings);
        changes.record(|| self.settings_change());
    }

    pub(super) fn settings_change(&self) -> Change {
        Change::AppSet { app: self.name.clone(), settings: Box::new(self.settings.clone()) }
    }

    pub(crate) fn token_keys(&self) -> &TokenKeys {
        &self.token_keys
    }

    #[cfg(feature = "file")]
    pub(crate) fn restore_token_key(&mut self, key: TokenKey, forget_before: Moment) {
        self.token_keys.restore(key, forget_before);
    }

    pub(crate) fn rotate_token_keys(&mut self, now: Moment, changes: &mut Changes) {
        let Some(key) = self.token_keys.rotate(now) else { return };
        let oldest = self.token_keys.oldest().map_or(now, |key| key.created_at);
        changes.record(|| Change::TokenKeyAdded { app: self.name.clone(), key, forget_before: oldest });
    }
}
