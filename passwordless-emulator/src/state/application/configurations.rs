//! Sign-in configurations and authenticator lists of an application.

use super::Application;
use crate::{
    clock::Moment,
    state::{AuthenticatorRule, Change, Changes, Configuration, configuration::SIGN_IN},
};

impl Application {
    /// The stored configurations, by purpose.
    pub(crate) fn configurations(&self) -> impl Iterator<Item = &Configuration> {
        self.configurations.values()
    }

    pub(crate) fn configuration(&self, purpose: &str) -> Option<&Configuration> {
        self.configurations.get(purpose)
    }

    /// The configuration that a sign-in for this purpose follows: of an unknown one, silently, `sign-in`'s built-in.
    pub(crate) fn configuration_for(&self, purpose: &str) -> Configuration {
        match self.configuration(purpose) {
            Some(stored) => stored.clone(),
            None if Configuration::is_preset(purpose) => Configuration::preset(purpose),
            None => Configuration::preset(SIGN_IN),
        }
    }

    /// Stores a configuration in the place of the one of the same purpose.
    pub(crate) fn put_configuration(&mut self, configuration: Configuration, changes: &mut Changes) {
        changes.record(|| Change::ConfigurationSet {
            app: self.name.clone(),
            configuration: Box::new(configuration.clone()),
        });
        self.configurations.insert(configuration.purpose.clone(), configuration);
    }

    /// Records a sign-in for this purpose. A preset gets its row now. A file is told of one use in a second only: each
    /// would cost as much as the sign-in itself.
    pub(crate) fn use_configuration(&mut self, purpose: &str, now: Moment, changes: &mut Changes) {
        if self.configuration(purpose).is_none() && !Configuration::is_preset(purpose) {
            // Deleted since the sign-in began.
            return;
        }
        let mut configuration = self.configuration_for(purpose);
        let known = configuration.last_used_on.is_some_and(|last| last.is_in_the_second_of(now));
        configuration.last_used_on = Some(now);
        let told = if known { &mut Changes::ignored() } else { changes };
        self.put_configuration(configuration, told);
    }

    /// Deletes a configuration; false where there is none.
    pub(crate) fn delete_configuration(&mut self, purpose: &str, changes: &mut Changes) -> bool {
        let known = self.configurations.remove(purpose).is_some();
        if known {
            changes.record(|| Change::ConfigurationDeleted {
                app: self.name.clone(),
                purpose: purpose.to_owned(),
            });
        }
        known
    }

    /// The models on both lists.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &AuthenticatorRule> {
        self.rules.values()
    }

    pub(crate) fn rule(&self, aaguid: &[u8; 16]) -> Option<&AuthenticatorRule> {
        self.rules.get(aaguid)
    }

    pub(crate) fn put_rule(&mut self, rule: AuthenticatorRule, changes: &mut Changes) {
        changes.record(|| Change::RuleSet { app: self.name.clone(), rule: rule.clone() });
        self.rules.insert(rule.aaguid, rule);
    }

    pub(crate) fn delete_rule(&mut self, aaguid: &[u8; 16], changes: &mut Changes) {
        if self.rules.remove(aaguid).is_some() {
            changes.record(|| Change::RuleDeleted { app: self.name.clone(), aaguid: *aaguid });
        }
    }
}
