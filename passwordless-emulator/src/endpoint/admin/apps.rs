//! Creating, freezing and unfreezing applications.

use http::StatusCode;
use serde::Serialize;

use crate::{
    answer::{Answer, Problem},
    endpoint::{
        Call, LogEntry, Outcome,
        logging::SYSTEM,
        validation::{Validation, utf16},
    },
    state::{Features, KeyKind, Settings},
};

/// Both scopes of a key's kind.
const ALL_SCOPES: u8 = 3;
const SHORTEST_NAME: usize = 3;

#[derive(Debug, Serialize)]
struct Availability {
    available: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    message: &'static str,
    api_key1: String,
    api_key2: String,
    api_secret1: String,
    api_secret2: String,
}

pub(crate) fn available(call: &Call<'_>) -> Outcome {
    // Shorter than the names that may be created, as at the service.
    check_name(call.named_app(), 50)?;
    let available = call.vault.read(|state| state.application(call.named_app()).is_none());
    Ok(Answer::json(&Availability { available }))
}

/// Names need not say that they are for tests, unlike configured ones: the keys are made here, so no production key ends up here.
pub(crate) async fn create(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let admin_email = body.string("adminEmail")?.unwrap_or_default();
    let features = Features {
        event_logging: body.boolean("eventLoggingIsEnabled")?.unwrap_or(false),
        event_retention: body.number("eventLoggingRetentionPeriod")?.unwrap_or(365),
        magic_link_quota: body.number("magicLinkEmailMonthlyQuota")?.unwrap_or(0),
        max_users: body.long("maxUsers")?,
        allow_attestation: body.boolean("allowAttestation")?.unwrap_or(false),
        ..Features::default()
    };
    let name = call.named_app();
    check_name(name, 62)?;
    let now = call.vault.now();
    let by = admin_email.clone();
    let emails = if admin_email.is_empty() { Vec::new() } else { vec![admin_email] };
    let settings = Settings { admin_emails: emails, ..Settings::new(now, features) };
    let created = call
        .vault
        .write(|state, changes| {
            if state.application(name).is_some() {
                return Err(Problem::uncoded_with(
                    StatusCode::CONFLICT,
                    "There is an application of this name already.",
                ));
            }
            let application = state.found(name, || settings, changes);
            let mut key = |kind: KeyKind| application.generate_key(kind, ALL_SCOPES, now, changes);
            let created = Created {
                message: "The application was created; keep the keys, the secret ones are shown only now.",
                api_key1: key(KeyKind::Public),
                api_key2: key(KeyKind::Public),
                api_secret1: key(KeyKind::Secret),
                api_secret2: key(KeyKind::Secret),
            };
            application.rotate_token_keys(now, changes);
            Ok(created)
        })
        .await?;
    let entry = LogEntry::new("ApiManagementAppCreated", &by, "The application was created.");
    call.log_managed(entry).await?;
    Ok(Answer::json(&created))
}

pub(crate) async fn freeze(call: &Call<'_>) -> Outcome {
    lock_all(call, true).await?;
    let entry = LogEntry::new("ApiManagementAppFrozen", SYSTEM, "The application was frozen.");
    call.log_managed(entry.alert()).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn unfreeze(call: &Call<'_>) -> Outcome {
    lock_all(call, false).await?;
    let entry = LogEntry::new("ApiManagementAppUnfrozen", SYSTEM, "The application was unfrozen.");
    call.log_managed(entry.alert()).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// Locks or unlocks every key. Unlocking also takes back a deletion. An unknown application has no keys to lock.
pub(super) async fn lock_all(call: &Call<'_>, locked: bool) -> Result<(), Problem> {
    let now = call.vault.now();
    call.vault
        .write(|state, changes| {
            if let Some(application) = state.application_mut(call.named_app()) {
                application.lock_all_keys(locked, now, changes);
                if !locked {
                    application.change_settings(|settings| settings.delete_at = None, changes);
                }
            }
            Ok(())
        })
        .await
}

fn check_name(name: &str, longest: usize) -> Result<(), Problem> {
    let mut validation = Validation::default();
    let letters = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    // The service has two rules here, and a short name breaks both.
    if utf16(name) < SHORTEST_NAME {
        let message = format!(
            "The field AppId must be a string or array type with a minimum length of '{SHORTEST_NAME}'."
        );
        validation.refuse("appId", message);
    }
    if !letters || !(SHORTEST_NAME..=longest).contains(&name.len()) {
        let message = format!(
            "A name has {SHORTEST_NAME} to {longest} lower-case letters and digits, and begins with a letter."
        );
        validation.refuse("appId", message);
    }
    validation.done()
}
