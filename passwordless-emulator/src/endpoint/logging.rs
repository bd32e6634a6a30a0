//! What the calls leave in the event log of an application.

use http::HeaderMap;

use super::Call;
use crate::{
    access::{self, Access},
    answer::Problem,
    state::{Event, KeyKind},
    vault::Vault,
};

/// The service's name for itself, as the author of an event.
pub(super) const SYSTEM: &str = "System";
/// The service's author of what has no known one.
pub(super) const NOBODY: &str = "Unknown User";

/// One event, before it has a time and a place.
#[derive(Debug)]
pub(super) struct LogEntry<'a> {
    /// The service's name for it.
    kind: &'static str,
    by: &'a str,
    message: String,
    /// The application where none is named.
    subject: Option<&'a str>,
    severity: &'static str,
    /// Whether the log names the key that was used.
    names_key: bool,
}

impl<'a> LogEntry<'a> {
    pub(super) fn new(kind: &'static str, by: &'a str, message: impl Into<String>) -> Self {
        let severity = "Informational";
        Self { kind, by, message: message.into(), subject: None, severity, names_key: true }
    }

    /// Happened to this user, not to the application as a whole.
    pub(super) fn about(self, user: &'a str) -> Self {
        Self { subject: Some(user), ..self }
    }

    /// Wants attention.
    pub(super) fn alert(self) -> Self {
        Self { severity: "Alert", ..self }
    }

    /// Leaves the key out, as the service does for some events.
    pub(super) fn without_key(self) -> Self {
        Self { names_key: false, ..self }
    }
}

impl Call<'_> {
    /// Logs what was done to the caller's application.
    pub(super) async fn log(&self, entry: LogEntry<'_>) -> Result<(), Problem> {
        write(self.vault, self.app, self.key_id, entry).await
    }

    /// Logs what was done to another application, if it is there and logs at all. Management calls have no key of it.
    pub(super) async fn log_for(&self, app: &str, entry: LogEntry<'_>) -> Result<(), Problem> {
        write(self.vault, app, "", entry).await
    }
}

/// Logs that a key was refused, where its application is known.
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
    // The request is refused anyway; the log says if it cannot be written.
    let _ = write(vault, &tried.app, &tried.key_id, LogEntry::new(name, NOBODY, message).alert()).await;
}

async fn write(vault: &Vault, app: &str, key_id: &str, entry: LogEntry<'_>) -> Result<(), Problem> {
    let logs = vault.read(|state| {
        state.application(app).is_some_and(|application| application.settings().features.event_logging)
    });
    if !logs {
        return Ok(());
    }
    let event = Event {
        performed_at: vault.now(),
        message: entry.message,
        performed_by: entry.by.to_owned(),
        kind: entry.kind.to_owned(),
        severity: entry.severity.to_owned(),
        subject: entry.subject.map(str::to_owned),
        key_id: if entry.names_key { key_id.to_owned() } else { String::new() },
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
