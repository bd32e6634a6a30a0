//! What an application may do, read and set as a whole.

use http::StatusCode;
use serde::Serialize;

use super::unknown_app;
use crate::{
    answer::Answer,
    endpoint::{Call, Outcome, validation::Validation},
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    event_logging_is_enabled: bool,
    event_logging_retention_period: i32,
    developer_logging_ends_at: Option<String>,
    max_users: Option<i64>,
    allow_attestation: bool,
    is_generate_sign_in_token_endpoint_enabled: bool,
    is_magic_links_enabled: bool,
}

/// An unknown application has the features of none.
pub(crate) fn read(call: &Call<'_>) -> Answer {
    let features = call.vault.read(|state| {
        state
            .application(call.named_app())
            .map(|application| application.settings().features.clone())
            .unwrap_or_default()
    });
    Answer::json(&Body {
        event_logging_is_enabled: features.event_logging,
        event_logging_retention_period: features.event_retention,
        developer_logging_ends_at: None,
        max_users: features.max_users,
        allow_attestation: features.allow_attestation,
        is_generate_sign_in_token_endpoint_enabled: features.generate_token,
        is_magic_links_enabled: features.magic_links,
    })
}

/// What is left out is switched off. Generated tokens and magic links are the application's own business.
pub(crate) async fn set(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let event_logging = body.boolean("eventLoggingIsEnabled")?.unwrap_or(false);
    let retention = body.number("eventLoggingRetentionPeriod")?.unwrap_or(0);
    let quota = body.number("magicLinkEmailMonthlyQuota")?.unwrap_or(0);
    let max_users = body.long("maxUsers")?;
    let allow_attestation = body.boolean("allowAttestation")?.unwrap_or(false);
    let mut validation = Validation::default();
    validation.retention(retention);
    validation.done()?;
    call.vault
        .write(|state, changes| {
            // The service answers 500 for an unknown application.
            let application = state.application_mut(call.named_app()).ok_or_else(unknown_app)?;
            application.change_settings(
                |settings| {
                    let features = &mut settings.features;
                    features.event_logging = event_logging;
                    features.event_retention = retention;
                    features.magic_link_quota = quota;
                    features.max_users = max_users;
                    features.allow_attestation = allow_attestation;
                },
                changes,
            );
            Ok(())
        })
        .await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}
