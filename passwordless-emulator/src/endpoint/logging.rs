//! What the calls leave in the event log of an application.

use http::HeaderMap;

use super::Call;
use crate::access::{self, Access};
use crate::answer::Problem;
use crate::state::{Event, KeyKind};
use crate::vault::Vault;

/// Who did something that nobody in particular did.
pub(super) const SYSTEM: &str = "System";
const NOBODY: &str = "Unknown User";

/// One thing that happened, before it has a time and a place.
#[derive(Debug)]
pub(super) struct LogEntry<'a> {
    /// The service's name for it.
    pub(super) kind: &'static str,
    pub(super) by: &'a str,
    pub(super) message: String,
}

impl Call<'_> {
    /// Logs what a user or the caller did, with the key that was used.
    pub(super) async fn log(&self, kind: &'static str, by: &str, message: String) -> Result<(), Problem> {
        self.log_for(self.app, self.key_id, LogEntry { kind, by, message }).await
    }

    /// Logs what was done to an application, if it is there and logs at all.
    pub(super) async fn log_for(&self, app: &str, key_id: &str, what: LogEntry<'_>) -> Result<(), Problem> {
        note(self.vault, app, key_id, "Informational", what).await
    }
}

/// Logs that a key did not open, where its application is known.
pub(crate) async fn log_refusal(vault: &Vault, access: Access, headers: &HeaderMap) {
    let Some((tried, kind, locked)) = vault.read(|state| access::refused(state, access, headers)) else {
        return;
    };
    let name = match (kind, locked) {
        (KeyKind::Secret, false) => "ApiAuthInvalidSecretKeyUsed",
        (KeyKind::Public, false) => "ApiAuthInvalidPublicKeyUsed",
        (KeyKind::Secret, true) => "ApiAuthDisabledSecretKeyUsed",
        (KeyKind::Public, true) => "ApiAuthDisabledPublicKeyUsed",
    };
    let message = match locked {
        true => format!("A locked {} was used.", kind.header()),
        false => format!("An {} was used that is not valid.", kind.header()),
    };
    let what = LogEntry { kind: name, by: NOBODY, message };
    // The request is refused anyway; the log says if it cannot be written.
    let _ = note(vault, &tried.app, &tried.key_id, "Warning", what).await;
}

async fn note(
    vault: &Vault,
    app: &str,
    key_id: &str,
    severity: &str,
    what: LogEntry<'_>,
) -> Result<(), Problem> {
    let logs = vault.read(|state| {
        state.application(app).is_some_and(|application| application.settings().features.event_logging)
    });
    if !logs {
        return Ok(());
    }
    let event = Event {
        performed_at: vault.now(),
        message: what.message,
        performed_by: what.by.to_owned(),
        kind: what.kind.to_owned(),
        severity: severity.to_owned(),
        key_id: key_id.to_owned(),
    };
    vault
        .write(|state, changes| {
            if let Some(application) = state.application_mut(app) {
                application.log(|| event, changes);
            }
            Ok(())
        })
        .await
}
