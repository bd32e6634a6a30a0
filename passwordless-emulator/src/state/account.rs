//! One application: its keys, passkeys and aliases.

use std::collections::{BTreeMap, HashMap};

use super::{Alias, ApiKey, Change, Changes, Credential, KeyKind, Use, alias};
use crate::clock::Moment;
#[cfg(feature = "file")]
use crate::token::TokenKey;
use crate::token::TokenKeys;

/// What is kept of one application.
#[derive(Debug)]
pub(crate) struct Account {
    name: String,
    keys: Vec<ApiKey>,
    token_keys: TokenKeys,
    credentials: HashMap<Vec<u8>, Credential>,
    /// The ids of a user's credentials, the oldest first.
    credentials_of: BTreeMap<String, Vec<Vec<u8>>>,
    aliases: HashMap<String, Alias>,
    /// The hashes of a user's aliases, as they were set.
    aliases_of: BTreeMap<String, Vec<String>>,
}

impl Account {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            keys: Vec::new(),
            token_keys: TokenKeys::default(),
            credentials: HashMap::new(),
            credentials_of: BTreeMap::new(),
            aliases: HashMap::new(),
            aliases_of: BTreeMap::new(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn keys(&self) -> &[ApiKey] {
        &self.keys
    }

    pub(super) fn first_key(&self, kind: KeyKind) -> Option<&str> {
        self.keys.iter().find(|key| key.kind == kind).map(ApiKey::value)
    }

    pub(crate) fn add_key(&mut self, key: ApiKey, changes: &mut Changes) {
        if self.keys.iter().any(|known| known.kind == key.kind && known.value() == key.value()) {
            return;
        }
        changes.note(|| Change::KeyAdded {
            app: self.name.clone(),
            kind: key.kind,
            value: key.value().to_owned(),
            scopes: key.scopes,
            created_at: key.created_at,
        });
        self.keys.push(key);
    }

    pub(crate) fn token_keys(&self) -> &TokenKeys {
        &self.token_keys
    }

    #[cfg(feature = "file")]
    pub(crate) fn restore_token_key(&mut self, key: TokenKey) {
        self.token_keys.add(key);
    }

    pub(crate) fn rotate_token_keys(&mut self, now: Moment, changes: &mut Changes) {
        let Some(key) = self.token_keys.rotate(now) else { return };
        let oldest = self.token_keys.oldest().map_or(now, |key| key.created_at);
        changes.note(|| Change::TokenKeyAdded { app: self.name.clone(), key, forget_before: oldest });
    }

    pub(crate) fn credential(&self, id: &[u8]) -> Option<&Credential> {
        self.credentials.get(id)
    }

    /// A user's credentials, the oldest first.
    pub(crate) fn credentials_of<'a>(&'a self, user: &str) -> impl Iterator<Item = &'a Credential> {
        self.credentials_of.get(user).into_iter().flatten().filter_map(|id| self.credentials.get(id))
    }

    /// Stores a new credential; false, and nothing done, where its id is known already.
    pub(crate) fn add_credential(&mut self, credential: Credential, changes: &mut Changes) -> bool {
        if self.credentials.contains_key(&credential.id) {
            return false;
        }
        changes.note(|| Change::CredentialAdded {
            app: self.name.clone(),
            credential: Box::new(credential.clone()),
        });
        self.credentials_of.entry(credential.user_id.clone()).or_default().push(credential.id.clone());
        self.credentials.insert(credential.id.clone(), credential);
        true
    }

    /// Records a sign-in; false where the credential was deleted meanwhile.
    pub(crate) fn use_credential(&mut self, id: &[u8], r#use: Use, changes: &mut Changes) -> bool {
        let Some(credential) = self.credentials.get_mut(id) else { return false };
        changes.note(|| Change::CredentialUsed {
            app: self.name.clone(),
            id: id.to_owned(),
            r#use: r#use.clone(),
        });
        credential.record(r#use);
        true
    }

    pub(crate) fn delete_credential(&mut self, id: &[u8], changes: &mut Changes) {
        let Some(credential) = self.credentials.remove(id) else { return };
        if let Some(ids) = self.credentials_of.get_mut(&credential.user_id) {
            ids.retain(|known| known != id);
            if ids.is_empty() {
                self.credentials_of.remove(&credential.user_id);
            }
        }
        changes.note(|| Change::CredentialDeleted { app: self.name.clone(), id: credential.id });
    }

    /// Whose alias this is.
    pub(crate) fn owner_of(&self, alias: &str) -> Option<&str> {
        self.aliases.get(&alias::hash(&self.name, alias)).map(|alias| alias.user_id.as_str())
    }

    /// Whether one of these aliases belongs to somebody else.
    pub(crate) fn conflicts(&self, user: &str, aliases: &[String]) -> bool {
        aliases.iter().filter_map(|alias| self.owner_of(alias)).any(|owner| owner != user)
    }

    pub(crate) fn aliases_of<'a>(&'a self, user: &str) -> impl Iterator<Item = &'a Alias> {
        self.aliases_of.get(user).into_iter().flatten().filter_map(|hash| self.aliases.get(hash))
    }

    /// Gives a user these aliases and no others. The caller has looked for conflicts.
    pub(crate) fn replace_aliases(&mut self, user: &str, aliases: Vec<Alias>, changes: &mut Changes) {
        changes.note(|| Change::AliasesReplaced {
            app: self.name.clone(),
            user_id: user.to_owned(),
            aliases: aliases.clone(),
        });
        self.put_aliases(user, aliases);
    }

    pub(crate) fn put_aliases(&mut self, user: &str, aliases: Vec<Alias>) {
        for hash in self.aliases_of.remove(user).unwrap_or_default() {
            self.aliases.remove(&hash);
        }
        if aliases.is_empty() {
            return;
        }
        let hashes = aliases.iter().map(|alias| alias.hash.clone()).collect();
        self.aliases_of.insert(user.to_owned(), hashes);
        self.aliases.extend(aliases.into_iter().map(|alias| (alias.hash.clone(), alias)));
    }

    pub(crate) fn delete_user(&mut self, user: &str, changes: &mut Changes) {
        for id in self.credentials_of.remove(user).unwrap_or_default() {
            self.credentials.remove(&id);
        }
        self.put_aliases(user, Vec::new());
        changes.note(|| Change::UserDeleted { app: self.name.clone(), user_id: user.to_owned() });
    }

    /// Users that have a credential.
    pub(crate) fn users_with_credentials(&self) -> impl ExactSizeIterator<Item = &str> {
        self.credentials_of.keys().map(String::as_str)
    }

    /// Users that have an alias but no credential.
    pub(crate) fn users_with_aliases_only(&self) -> impl Iterator<Item = &str> {
        self.aliases_of.keys().map(String::as_str).filter(|user| !self.credentials_of.contains_key(*user))
    }
}
