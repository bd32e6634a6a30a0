//! What the emulator remembers.

mod alias;
mod application;
#[cfg(feature = "file")]
mod apply;
mod authenticator;
mod change;
pub(crate) mod configuration;
mod credential;
mod event;
mod export;
mod key;
mod mail;
mod settings;

use std::collections::HashMap;

use crate::{app::App, clock::Moment};

pub(crate) use alias::Alias;
pub(crate) use application::Application;
pub(crate) use authenticator::AuthenticatorRule;
pub(crate) use change::{Change, Changes};
pub(crate) use configuration::Configuration;
pub(crate) use credential::{Credential, Use};
pub(crate) use event::Event;
pub(crate) use export::Export;
pub(crate) use key::{ApiKey, KeyKind, id_of};
pub(crate) use mail::Mail;
pub(crate) use settings::{Features, Settings};

/// All applications, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    applications: HashMap<String, Application>,
}

impl State {
    pub(crate) fn application(&self, app: &str) -> Option<&Application> {
        self.applications.get(app)
    }

    pub(crate) fn application_mut(&mut self, app: &str) -> Option<&mut Application> {
        self.applications.get_mut(app)
    }

    pub(crate) fn applications(&self) -> impl Iterator<Item = &Application> {
        self.applications.values()
    }

    pub(crate) fn applications_mut(&mut self) -> impl Iterator<Item = &mut Application> {
        self.applications.values_mut()
    }

    pub(crate) fn into_applications(self) -> Vec<Application> {
        self.applications.into_values().collect()
    }

    /// Makes an application without keys, where it is not there yet.
    pub(crate) fn found(
        &mut self,
        app: &str,
        settings: impl FnOnce() -> Settings,
        changes: &mut Changes,
    ) -> &mut Application {
        self.applications.entry(app.to_owned()).or_insert_with(|| {
            let application = Application::new(app.to_owned(), settings());
            changes.record(|| application.settings_change());
            application
        })
    }

    /// Deletes an application and all that belongs to it.
    pub(crate) fn delete(&mut self, app: &str, changes: &mut Changes) {
        if self.applications.remove(app).is_some() {
            changes.record(|| Change::AppDeleted { app: app.to_owned() });
        }
    }

    /// Forgets everything and has these applications instead.
    pub(crate) fn replace(
        &mut self,
        applications: impl IntoIterator<Item = Application>,
        changes: &mut Changes,
    ) {
        self.applications = applications
            .into_iter()
            .map(|application| (application.name().to_owned(), application))
            .collect();
        changes.record(|| Change::Cleared);
        for application in self.applications.values() {
            application.record_all(changes);
        }
    }

    /// Changes that lead here from nothing.
    #[cfg(feature = "file")]
    pub(crate) fn all_changes(&self) -> Vec<Change> {
        let mut changes = Changes::kept();
        self.applications.values().for_each(|application| application.record_all(&mut changes));
        changes.into_vec()
    }

    /// Sees to it that a configured application exists and has a key of each kind: the given one, else the one
    /// it has, else a new one. Returns the secret and the public key.
    pub(crate) fn configure(&mut self, app: &App, now: Moment, changes: &mut Changes) -> (String, String) {
        let application = self.found(app.name(), || Settings::established(now), changes);
        let mut key = |kind: KeyKind, given: Option<&str>| {
            let key = given
                .map(str::to_owned)
                .or_else(|| application.first_key(kind).map(str::to_owned))
                .unwrap_or_else(|| app.generate(kind.word()));
            application.add_key(ApiKey::new(kind, key.clone(), now), changes);
            key
        };
        let keys = (key(KeyKind::Secret, app.secret_key()), key(KeyKind::Public, app.public_key()));
        application.rotate_token_keys(now, changes);
        keys
    }

    /// The application and the key with this value.
    pub(crate) fn find_key(&self, kind: KeyKind, value: &str) -> Option<(&str, &ApiKey)> {
        let (app, _) = value.split_once(':')?;
        let application = self.application(app)?;
        let key = application.keys().iter().find(|key| key.kind == kind && key.matches(value))?;
        Some((application.name(), key))
    }
}
