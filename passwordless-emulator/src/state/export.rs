//! The whole state as data: what export gives and import takes.

use serde::{Deserialize, Serialize};

use super::{
    Account, Alias, ApiKey, AuthenticatorRule, Change, Changes, Configuration, Credential, Event, Mail,
    Settings, State,
};
use crate::token::{TokenKey, TokenKeys};

/// The version of the form.
const VERSION: u32 = 1;

/// Everything that an emulator remembers. Dates count 100 ns since 1970; bytes are base64url.
#[derive(Serialize, Deserialize)]
pub(crate) struct Export {
    version: u32,
    apps: Vec<ExportedApp>,
}

#[derive(Serialize, Deserialize)]
struct ExportedApp {
    name: String,
    settings: Settings,
    keys: Vec<ApiKey>,
    token_keys: Vec<TokenKey>,
    credentials: Vec<Credential>,
    aliases: Vec<Alias>,
    configurations: Vec<Configuration>,
    authenticators: Vec<AuthenticatorRule>,
    events: Vec<Event>,
    outbox: Vec<Mail>,
}

impl Export {
    pub(crate) fn of(state: &State) -> Self {
        let mut apps: Vec<_> = state.accounts().map(ExportedApp::from).collect();
        apps.sort_by(|one, other| one.name.cmp(&other.name));
        Self { version: VERSION, apps }
    }

    /// The accounts, or why they cannot be taken.
    pub(crate) fn into_accounts(self) -> Result<Vec<Account>, &'static str> {
        if self.version != VERSION {
            return Err("it was exported by another version of the emulator");
        }
        Ok(self.apps.into_iter().map(Account::from).collect())
    }
}

impl From<&Account> for ExportedApp {
    fn from(account: &Account) -> Self {
        let users = account.users_with_credentials();
        let named = account.users_with_aliases();
        Self {
            name: account.name.clone(),
            settings: account.settings().clone(),
            keys: account.keys.clone(),
            token_keys: account.token_keys.all().to_vec(),
            credentials: users.flat_map(|user| account.credentials_of(user)).cloned().collect(),
            aliases: named.flat_map(|user| account.aliases_of(user)).cloned().collect(),
            configurations: account.configurations().cloned().collect(),
            authenticators: account.rules().cloned().collect(),
            events: account.events().to_vec(),
            outbox: account.outbox().to_vec(),
        }
    }
}

impl From<ExportedApp> for Account {
    fn from(app: ExportedApp) -> Self {
        let mut account = Self::new(app.name, app.settings);
        let ignored = &mut Changes::ignored();
        account.keys = app.keys;
        account.token_keys = TokenKeys::from(app.token_keys);
        for credential in app.credentials {
            account.add_credential(credential, ignored);
        }
        for of_one_user in app.aliases.chunk_by(|one, next| one.user_id == next.user_id) {
            if let Some(first) = of_one_user.first() {
                account.put_aliases(&first.user_id, of_one_user.to_vec());
            }
        }
        for configuration in app.configurations {
            account.put_configuration(configuration, ignored);
        }
        for rule in app.authenticators {
            account.put_rule(rule, ignored);
        }
        for event in app.events {
            account.put_event(event, ignored);
        }
        for mail in app.outbox {
            account.send(mail, ignored);
        }
        account
    }
}

impl Account {
    /// Notes everything that the account holds, for a file that knows nothing of it.
    pub(super) fn note_all(&self, changes: &mut Changes) {
        let app = || self.name.clone();
        changes.note(|| self.settings_change());
        for key in &self.keys {
            changes.note(|| Change::KeySet { app: app(), key: key.clone() });
        }
        for key in self.token_keys.all() {
            let forget_before = self.token_keys.oldest().map_or(key.created_at, |oldest| oldest.created_at);
            changes.note(|| Change::TokenKeyAdded { app: app(), key: key.clone(), forget_before });
        }
        for credential in self.users_with_credentials().flat_map(|user| self.credentials_of(user)) {
            changes.note(|| Change::CredentialAdded { app: app(), credential: Box::new(credential.clone()) });
        }
        for user in self.users_with_aliases() {
            let aliases = self.aliases_of(user).cloned().collect();
            changes.note(|| Change::AliasesReplaced { app: app(), user_id: user.to_owned(), aliases });
        }
        for configuration in self.configurations().cloned().map(Box::new) {
            changes.note(|| Change::ConfigurationSet { app: app(), configuration });
        }
        for rule in self.rules().cloned() {
            changes.note(|| Change::RuleSet { app: app(), rule });
        }
        for event in self.events().iter().cloned().map(Box::new) {
            changes.note(|| Change::EventAdded { app: app(), event });
        }
        for mail in self.outbox().iter().cloned().map(Box::new) {
            changes.note(|| Change::MailSent { app: app(), mail });
        }
    }
}
