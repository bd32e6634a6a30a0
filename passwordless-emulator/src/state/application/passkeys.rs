//! The passkeys of an application's users.

use super::Application;
use crate::state::{Change, Changes, Credential, Use};

impl Application {
    pub(crate) fn credential(&self, id: &[u8]) -> Option<&Credential> {
        self.credentials.get(id)
    }

    /// A user's credentials, the oldest first.
    pub(crate) fn credentials_of<'a>(&'a self, user: &str) -> impl Iterator<Item = &'a Credential> {
        self.credentials_of.get(user).into_iter().flatten().filter_map(|id| self.credentials.get(id))
    }

    /// How many passkeys all users have.
    pub(crate) fn credential_count(&self) -> usize {
        self.credentials.len()
    }

    /// Stores a new credential; false, and nothing done, where its id is known already.
    pub(crate) fn add_credential(&mut self, credential: Credential, changes: &mut Changes) -> bool {
        if self.credentials.contains_key(&credential.id) {
            return false;
        }
        changes.record(|| Change::CredentialAdded {
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
        changes.record(|| Change::CredentialUsed {
            app: self.name.clone(),
            id: id.to_owned(),
            r#use: r#use.clone(),
        });
        credential.record(r#use);
        true
    }

    /// Deletes a credential; returns whose it was.
    pub(crate) fn delete_credential(&mut self, id: &[u8], changes: &mut Changes) -> Option<String> {
        let credential = self.credentials.remove(id)?;
        if let Some(ids) = self.credentials_of.get_mut(&credential.user_id) {
            ids.retain(|known| known != id);
            if ids.is_empty() {
                self.credentials_of.remove(&credential.user_id);
            }
        }
        changes.record(|| Change::CredentialDeleted { app: self.name.clone(), id: credential.id });
        Some(credential.user_id)
    }

    pub(crate) fn delete_user(&mut self, user: &str, changes: &mut Changes) {
        for id in self.credentials_of.remove(user).unwrap_or_default() {
            self.credentials.remove(&id);
        }
        self.put_aliases(user, Vec::new());
        changes.record(|| Change::UserDeleted { app: self.name.clone(), user_id: user.to_owned() });
    }

    /// Users that have a credential.
    pub(crate) fn users_with_credentials(&self) -> impl ExactSizeIterator<Item = &str> {
        self.credentials_of.keys().map(String::as_str)
    }

    /// Users that have an alias but no credential.
    pub(crate) fn users_with_aliases_only(&self) -> impl Iterator<Item = &str> {
        self.aliases_of.keys().map(String::as_str).filter(|user| !self.credentials_of.contains_key(*user))
    }

    /// Whether this user would be one more than the application may have.
    pub(crate) fn is_full_for(&self, user: &str) -> bool {
        let count = i64::try_from(self.credentials_of.len()).unwrap_or(i64::MAX);
        let full = self.settings.features.max_users.is_some_and(|most| count >= most);
        full && !self.credentials_of.contains_key(user)
    }
}
