//! The other names of an application's users.

use super::Application;
use crate::state::{Alias, Change, Changes, alias};

impl Application {
    /// Whose alias this is.
    pub(crate) fn owner_of(&self, alias: &str) -> Option<&str> {
        self.aliases.get(&alias::hash(&self.name, alias)).map(|alias| alias.user_id.as_str())
    }

    /// Whether one of these aliases belongs to another user.
    pub(crate) fn conflicts(&self, user: &str, aliases: &[String]) -> bool {
        aliases.iter().filter_map(|alias| self.owner_of(alias)).any(|owner| owner != user)
    }

    pub(crate) fn aliases_of<'a>(&'a self, user: &str) -> impl Iterator<Item = &'a Alias> {
        self.aliases_of.get(user).into_iter().flatten().filter_map(|hash| self.aliases.get(hash))
    }

    /// Gives a user these aliases and no others. The caller has looked for conflicts.
    pub(crate) fn replace_aliases(&mut self, user: &str, aliases: Vec<Alias>, changes: &mut Changes) {
        changes.record(|| Change::AliasesReplaced {
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

    /// Every user that has an alias.
    pub(crate) fn users_with_aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases_of.keys().map(String::as_str)
    }
}
