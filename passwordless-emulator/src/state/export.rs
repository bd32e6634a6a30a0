//! The whole state as data: what export gives and import takes.

use serde::{Deserialize, Serialize};

use super::{
    Alias, ApiKey, Application, AuthenticatorRule, Change, Changes, Configuration, Credential, Event, Mail,
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
        let mut apps: Vec<_> = state.applications().map(ExportedApp::from).collect();
        apps.sort_by(|one, other| one.name.cmp(&other.name));
        Self { version: VERSION, apps }
    }

    /// The applications, or why they cannot be taken.
    pub(crate) fn into_applications(self) -> Result<Vec<Application>, &'static str> {
        if self.version != VERSION {
            return Err("it was exported by another version of the emulator");
        }
        Ok(self.apps.into_iter().map(Application::from).collect())
    }
}

impl From<&Application> for ExportedApp {
    fn from(application: &Application) -> Self {
        let users = application.users_with_credentials();
        let named = application.users_with_aliases();
        Self {
            name: application.name.clone(),
            settings: application.settings().clone(),
            keys: application.keys.clone(),
            token_keys: application.token_keys.all().to_vec(),
            credentials: users.flat_map(|user| application.credentials_of(user)).cloned().collect(),
            aliases: named.flat_map(|user| application.aliases_of(user)).cloned().collect(),
            configurations: application.configurations().cloned().collect(),
            authenticators: application.rules().cloned().collect(),
            events: application.events().to_vec(),
            outbox: application.outbox().to_vec(),
        }
    }
}

impl From<ExportedApp> for Application {
    fn from(app: ExportedApp) -> Self {
        let mut application = Self::new(app.name, app.settings);
        let ignored = &mut Changes::ignored();
        application.keys = app.keys;
        application.token_keys = TokenKeys::from(app.token_keys);
        for credential in app.credentials {
            application.add_credential(credential, ignored);
        }
        for of_one_user in app.aliases.chunk_by(|one, next| one.user_id == next.user_id) {
            if let Some(first) = of_one_user.first() {
                application.put_aliases(&first.user_id, of_one_user.to_vec());
            }
        }
        for configuration in app.configurations {
            application.put_configuration(configuration, ignored);
        }
        for rule in app.authenticators {
            application.put_rule(rule, ignored);
        }
        for event in app.events {
            application.put_event(event, ignored);
        }
        for mail in app.outbox {
            application.send(mail, ignored);
        }
        application
    }
}

impl Application {
    /// Notes everything that the application holds, for a file that knows nothing of it.
    pub(super) fn record_all(&self, changes: &mut Changes) {
        let app = || self.name.clone();
        changes.record(|| self.settings_change());
        for key in &self.keys {
            changes.record(|| Change::KeySet { app: app(), key: key.clone() });
        }
        for key in self.token_keys.all() {
            let forget_before = self.token_keys.oldest().map_or(key.created_at, |oldest| oldest.created_at);
            changes.record(|| Change::TokenKeyAdded { app: app(), key: key.clone(), forget_before });
        }
        for credential in self.users_with_credentials().flat_map(|user| self.credentials_of(user)) {
            changes
                .record(|| Change::CredentialAdded { app: app(), credential: Box::new(credential.clone()) });
        }
        for user in self.users_with_aliases() {
            let aliases = self.aliases_of(user).cloned().collect();
            changes.record(|| Change::AliasesReplaced { app: app(), user_id: user.to_owned(), aliases });
        }
        for configuration in self.configurations().cloned().map(Box::new) {
            changes.record(|| Change::ConfigurationSet { app: app(), configuration });
        }
        for rule in self.rules().cloned() {
            changes.record(|| Change::RuleSet { app: app(), rule });
        }
        for event in self.events().iter().cloned().map(Box::new) {
            changes.record(|| Change::EventAdded { app: app(), event });
        }
        for mail in self.outbox().iter().cloned().map(Box::new) {
            changes.record(|| Change::MailSent { app: app(), mail });
        }
    }
}
