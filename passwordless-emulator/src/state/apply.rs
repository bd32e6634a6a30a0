//! The state again, from the changes that led to it.

use super::{Change, Changes, State};

impl State {
    /// Makes a change that was recorded. One of an application that is gone changes nothing.
    pub(crate) fn apply(&mut self, change: Change) {
        let ignored = &mut Changes::ignored();
        let app = match change {
            Change::Cleared => return self.applications.clear(),
            Change::AppDeleted { app } => return self.delete(&app, ignored),
            Change::AppSet { app, settings } => {
                let of_a_new_one = settings.clone();
                let application = self.found(&app, || *of_a_new_one, ignored);
                return application.change_settings(|known| *known = *settings, ignored);
            }
            Change::KeySet { ref app, .. }
            | Change::KeyDeleted { ref app, .. }
            | Change::TokenKeyAdded { ref app, .. }
            | Change::CredentialAdded { ref app, .. }
            | Change::CredentialUsed { ref app, .. }
            | Change::CredentialDeleted { ref app, .. }
            | Change::AliasesReplaced { ref app, .. }
            | Change::UserDeleted { ref app, .. }
            | Change::ConfigurationSet { ref app, .. }
            | Change::ConfigurationDeleted { ref app, .. }
            | Change::RuleSet { ref app, .. }
            | Change::RuleDeleted { ref app, .. }
            | Change::EventAdded { ref app, .. }
            | Change::MailSent { ref app, .. }
            | Change::OutboxCleared { ref app } => app,
        };
        let Some(application) = self.applications.get_mut(app) else { return };
        match change {
            Change::Cleared | Change::AppSet { .. } | Change::AppDeleted { .. } => {}
            Change::KeySet { key, .. } => application.set_key(key),
            Change::KeyDeleted { kind, value, .. } => application.forget_key(kind, &value),
            Change::TokenKeyAdded { key, forget_before, .. } => {
                application.restore_token_key(key, forget_before);
            }
            Change::CredentialAdded { credential, .. } => {
                application.add_credential(*credential, ignored);
            }
            Change::CredentialUsed { id, r#use, .. } => {
                application.use_credential(&id, r#use, ignored);
            }
            Change::CredentialDeleted { id, .. } => {
                application.delete_credential(&id, ignored);
            }
            Change::AliasesReplaced { user_id, aliases, .. } => {
                application.replace_aliases(&user_id, aliases, ignored);
            }
            Change::UserDeleted { user_id, .. } => application.delete_user(&user_id, ignored),
            Change::ConfigurationSet { configuration, .. } => {
                application.put_configuration(*configuration, ignored);
            }
            Change::ConfigurationDeleted { purpose, .. } => {
                application.delete_configuration(&purpose, ignored);
            }
            Change::RuleSet { rule, .. } => application.put_rule(rule, ignored),
            Change::RuleDeleted { aaguid, .. } => {
                application.delete_rule(&aaguid, ignored);
            }
            Change::EventAdded { event, .. } => application.put_event(*event, ignored),
            Change::MailSent { mail, .. } => application.send(*mail, ignored),
            Change::OutboxCleared { .. } => application.clear_outbox(ignored),
        }
    }
}
