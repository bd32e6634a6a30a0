//! Deleting applications: at once, or after a month in which it can be taken back.

use serde::Serialize;

use super::{Message, apps, unknown_app};
use crate::{
    answer::{Answer, Problem},
    clock::Moment,
    endpoint::{Call, LogEntry, Outcome, logging::SYSTEM, validation::Validation},
    state::Application,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Deletion {
    message: &'static str,
    is_deleted: bool,
    delete_at: String,
    admin_emails: Vec<String>,
}

pub(crate) fn can_delete(call: &Call<'_>) -> Outcome {
    let now = call.vault.now();
    let at_once = call
        .vault
        .read(|state| state.application(call.named_app()).map(|application| ends_at_once(application, now)))
        .ok_or_else(unknown_app)?;
    Ok(Answer::json(&at_once))
}

/// Deletes a new or empty application; another one is locked, and may be deleted in a month.
pub(crate) async fn mark(call: &Call<'_>) -> Outcome {
    let deleted_by = call.json()?.string("deletedBy")?;
    let mut validation = Validation::default();
    validation.require("deletedBy", "DeletedBy", deleted_by.as_deref());
    validation.done()?;
    let (name, now) = (call.named_app(), call.vault.now());
    let deletion = call
        .vault
        .write(|state, changes| {
            let application = state.application_mut(name).ok_or_else(unknown_app)?;
            if application.settings().delete_at.is_some() {
                let title = "The application is going to be deleted already.";
                return Err(Problem::bad_request("app_pending_deletion", title));
            }
            let admin_emails = application.settings().admin_emails.clone();
            if ends_at_once(application, now) {
                state.delete(name, changes);
                return Ok(Deletion::done(now, admin_emails));
            }
            let later = now.next_month();
            application.lock_all_keys(true, now, changes);
            application.change_settings(|settings| settings.delete_at = Some(later), changes);
            Ok(Deletion {
                message: "The application is locked; it may be deleted in a month.",
                is_deleted: false,
                delete_at: later.zulu(),
                admin_emails,
            })
        })
        .await?;
    let message = "The application was marked for deletion.";
    let by = deleted_by.unwrap_or_default();
    call.log_managed(LogEntry::new("ApiManagementAppMarkedForDeletion", &by, message)).await?;
    Ok(Answer::json(&deletion))
}

pub(crate) async fn cancel(call: &Call<'_>) -> Outcome {
    apps::lock_all(call, false).await?;
    let entry = LogEntry::new("ApiManagementAppDeletionCancelled", SYSTEM, "The deletion was taken back.");
    call.log_managed(entry).await?;
    Ok(Answer::json(&Message { message: "The application is not going to be deleted." }))
}

/// Deletes an application whose month is over.
pub(crate) async fn delete(call: &Call<'_>) -> Outcome {
    let (name, now) = (call.named_app(), call.vault.now());
    let deletion = call
        .vault
        .write(|state, changes| {
            let settings = state.application(name).ok_or_else(unknown_app)?.settings();
            if settings.delete_at.is_none_or(|delete_at| delete_at > now) {
                let title = "The application is not marked for deletion, or its month is not over.";
                return Err(Problem::bad_request("app_not_pending_deletion", title));
            }
            let deletion = Deletion::done(now, settings.admin_emails.clone());
            state.delete(name, changes);
            Ok(deletion)
        })
        .await?;
    Ok(Answer::json(&deletion))
}

/// The applications whose month is over.
pub(crate) fn pending(call: &Call<'_>) -> Answer {
    let now = call.vault.now();
    let is_due = |application: &&Application| {
        application.settings().delete_at.is_some_and(|delete_at| delete_at <= now)
    };
    let mut names: Vec<String> = call.vault.read(|state| {
        state.applications().filter(is_due).map(|application| application.name().to_owned()).collect()
    });
    names.sort();
    Answer::json(&names)
}

fn ends_at_once(application: &Application, now: Moment) -> bool {
    application.settings().is_new(now) || application.credential_count() == 0
}

impl Deletion {
    fn done(now: Moment, admin_emails: Vec<String>) -> Self {
        let message = "The application was deleted.";
        Self { message, is_deleted: true, delete_at: now.zulu(), admin_emails }
    }
}
