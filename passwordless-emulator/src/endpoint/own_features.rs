//! `POST /apps/features`: a backend changes what its own application may do.

use http::StatusCode;

use super::{Call, LogEntry, Outcome, logging::NOBODY, validation::Validation};
use crate::answer::Answer;

/// What is absent or null stays as it is.
pub(crate) async fn change(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let by = match body.has("performedBy") {
        true => body
            .string("performedBy")?
            .filter(|by| !by.trim().is_empty())
            .unwrap_or_else(|| NOBODY.to_owned()),
        false => "Api".to_owned(),
    };
    let retention = body.integer("eventLoggingRetentionPeriod")?;
    let generate_token = body.nullable_boolean("enableManuallyGeneratedAuthenticationTokens")?;
    let magic_links = body.nullable_boolean("enableMagicLinks")?;

    let mut validation = Validation::default();
    validation.retention(retention.unwrap_or_default());
    validation.done()?;
    call.change(|application, changes| {
        application.change_settings(
            |settings| {
                let features = &mut settings.features;
                features.event_retention = retention.unwrap_or(features.event_retention);
                features.generate_token = generate_token.unwrap_or(features.generate_token);
                features.magic_links = magic_links.unwrap_or(features.magic_links);
            },
            changes,
        );
        Ok(())
    })
    .await?;
    let switched = |on: bool| if on { "on" } else { "off" };
    if let Some(on) = generate_token {
        let kind = match on {
            true => "AdminGenerateSignInTokenEndpointEnabled",
            false => "AdminGenerateSignInTokenEndpointDisabled",
        };
        let message = format!("Generated sign-in tokens were switched {}.", switched(on));
        call.log(LogEntry::new(kind, &by, message).alert().without_key()).await?;
    }
    if let Some(on) = magic_links {
        let kind = if on { "AdminMagicLinksEnabled" } else { "AdminMagicLinksDisabled" };
        let message = format!("Magic links were switched {}.", switched(on));
        call.log(LogEntry::new(kind, &by, message).alert().without_key()).await?;
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}
