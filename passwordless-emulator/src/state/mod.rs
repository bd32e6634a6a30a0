//! What the emulator remembers.

mod account;
mod alias;
mod change;
mod credential;
mod key;
mod purpose;
mod vault;

use std::collections::HashMap;

use crate::App;
use crate::clock::Moment;

pub(crate) use account::Account;
pub(crate) use alias::Alias;
pub(crate) use change::{Change, Changes};
pub(crate) use credential::{Credential, Use};
pub(crate) use key::{ApiKey, KeyKind};
pub(crate) use purpose::Purpose;
pub(crate) use vault::Vault;

/// All applications, by name.
#[derive(Debug, Default)]
pub(crate) struct State {
    accounts: HashMap<String, Account>,
}

impl State {
    pub(crate) fn account(&self, app: &str) -> Option<&Account> {
        self.accounts.get(app)
    }

    pub(crate) fn account_mut(&mut self, app: &str) -> Option<&mut Account> {
        self.accounts.get_mut(app)
    }

    /// Makes an application without keys, where it is not there yet.
    pub(crate) fn found(&mut self, app: &str) -> &mut Account {
        self.accounts.entry(app.to_owned()).or_insert_with(|| Account::new(app.to_owned()))
    }

    /// Sees to it that a configured application exists and has a key of each kind: the given one, else the one
    /// it has, else a new one. Returns the secret and the public key.
    pub(crate) fn configure(&mut self, app: &App, now: Moment, changes: &mut Changes) -> (String, String) {
        if self.account(app.name()).is_none() {
            changes.note(|| Change::AppAdded { app: app.name().into(), created_at: now });
        }
        let account = self.found(app.name());
        let mut key = |kind: KeyKind, given: Option<&str>| {
            let key = given
                .map(str::to_owned)
                .or_else(|| account.first_key(kind).map(str::to_owned))
                .unwrap_or_else(|| app.generate(kind.word()));
            account.add_key(ApiKey::new(kind, key.clone(), now), changes);
            key
        };
        let keys = (key(KeyKind::Secret, app.secret_key()), key(KeyKind::Public, app.public_key()));
        account.rotate_token_keys(now, changes);
        keys
    }

    /// The application and the key with this value.
    pub(crate) fn find_key(&self, kind: KeyKind, value: &str) -> Option<(&str, &ApiKey)> {
        let (app, _) = value.split_once(':')?;
        let account = self.account(app)?;
        let key = account.keys().iter().find(|key| key.kind == kind && key.matches(value))?;
        Some((account.name(), key))
    }
}
