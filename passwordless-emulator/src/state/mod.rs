//! What the emulator remembers.

mod account;
mod alias;
mod authenticator;
mod change;
pub(crate) mod configuration;
mod credential;
mod event;
mod export;
mod key;
mod mail;
mod settings;
mod vault;

use std::collections::HashMap;

use crate::App;
use crate::clock::Moment;

pub(crate) use account::Account;
pub(crate) use alias::Alias;
pub(crate) use authenticator::AuthenticatorRule;
pub(crate) use change::{Change, Changes};
pub(crate) use configuration::Configuration;
pub(crate) use credential::{Credential, Use};
pub(crate) use event::Event;
pub(crate) use export::Export;
pub(crate) use key::{ApiKey, KeyKind, id_of};
pub(crate) use mail::Mail;
pub(crate) use settings::{Features, Settings};
pub(crate) use vault::Vault;

/// All applications, by name.
#[derive(Clone, Debug, Default)]
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

    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    pub(crate) fn accounts_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        self.accounts.values_mut()
    }

    pub(crate) fn into_accounts(self) -> Vec<Account> {
        self.accounts.into_values().collect()
    }

    /// Makes an application without keys, where it is not there yet.
    pub(crate) fn found(
        &mut self,
        app: &str,
        settings: impl FnOnce() -> Settings,
        changes: &mut Changes,
    ) -> &mut Account {
        self.accounts.entry(app.to_owned()).or_insert_with(|| {
            let account = Account::new(app.to_owned(), settings());
            changes.note(|| account.settings_change());
            account
        })
    }

    /// Deletes an application and all that belongs to it.
    pub(crate) fn delete(&mut self, app: &str, changes: &mut Changes) {
        if self.accounts.remove(app).is_some() {
            changes.note(|| Change::AppDeleted { app: app.to_owned() });
        }
    }

    /// Forgets everything and has these accounts instead.
    pub(crate) fn replace(&mut self, accounts: impl IntoIterator<Item = Account>, changes: &mut Changes) {
        self.accounts = accounts.into_iter().map(|account| (account.name().to_owned(), account)).collect();
        changes.note(|| Change::Cleared);
        for account in self.accounts.values() {
            account.note_all(changes);
        }
    }

    /// Sees to it that a configured application exists and has a key of each kind: the given one, else the one
    /// it has, else a new one. Returns the secret and the public key.
    pub(crate) fn configure(&mut self, app: &App, now: Moment, changes: &mut Changes) -> (String, String) {
        let account = self.found(app.name(), || Settings::established(now), changes);
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
