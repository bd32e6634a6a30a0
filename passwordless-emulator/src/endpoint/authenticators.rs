//! `/authenticators`: which models of authenticators may be registered.

use http::StatusCode;
use serde::Serialize;

use super::{Call, LogEntry, Outcome, logging::NOBODY, validation::Validation};
use crate::{
    answer::{Answer, Problem, parameter},
    random,
    state::{Application, AuthenticatorRule},
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    aa_guid: String,
    created_at: String,
}

pub(crate) fn list(call: &Call<'_>) -> Outcome {
    let wanted = parameter(call.query, "isAllowed").map(|text| text.trim().to_ascii_lowercase());
    let is_allowed = match wanted.as_deref() {
        Some("true") => true,
        Some("false") => false,
        _ => return Err(Problem::malformed("The query parameter isAllowed must be true or false.")),
    };
    let rows: Vec<Row> = call.look(|application| {
        require_attestation(application)?;
        let listed = application.rules().filter(|rule| rule.is_allowed == is_allowed);
        Ok(listed.map(Row::from).collect())
    })?;
    Ok(Answer::json(&rows))
}

/// The models must be known to the metadata service. The emulator knows those that are on a list already: an import
/// can put them there.
pub(crate) async fn add(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let aaguids = body.uuids("aaGuids")?;
    let is_allowed = body.boolean("isAllowed")?.unwrap_or(false);
    let aaguids = validated(aaguids)?;
    let now = call.vault.now();
    call.change(|application, changes| {
        require_attestation(application)?;
        if aaguids.iter().any(|aaguid| application.rule(aaguid).is_none()) {
            return Err(Problem::uncoded("The metadata service does not know all of these authenticators."));
        }
        for aaguid in aaguids {
            application.put_rule(AuthenticatorRule { aaguid, is_allowed, created_at: now }, changes);
        }
        Ok(())
    })
    .await?;
    let message = "Authenticators were put on a list.";
    call.log(LogEntry::new("ApiAuthenticatorsAllowlisted", NOBODY, message)).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn remove(call: &Call<'_>) -> Outcome {
    let aaguids = validated(call.json()?.uuids("aaGuids")?)?;
    call.change(|application, changes| {
        require_attestation(application)?;
        for aaguid in aaguids {
            application.delete_rule(&aaguid, changes);
        }
        Ok(())
    })
    .await?;
    let message = "Authenticators were taken off their lists.";
    call.log(LogEntry::new("ApiAuthenticatorsDelisted", NOBODY, message)).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// Refuses a new passkey of a model that the application does not take. Without lists it takes every model.
pub(super) fn check(application: &Application, aaguid: &[u8; 16], attestation: &str) -> Result<(), Problem> {
    if !application.settings().features.allow_attestation {
        return Ok(());
    }
    let not_allowed = || {
        Problem::bad_request(
            "authenticator_not_allowed",
            "Authenticators of this model may not be used here.",
        )
    };
    match application.rule(aaguid) {
        Some(rule) if rule.is_allowed => Ok(()),
        Some(_) => Err(not_allowed()),
        None if !application.rules().any(|rule| rule.is_allowed) => Ok(()),
        None if attestation.eq_ignore_ascii_case("none") => {
            let title =
                "This application takes certain models of authenticators only, so it needs an attestation.";
            Err(Problem::bad_request("attestation_required", title))
        }
        None => Err(not_allowed()),
    }
}

fn validated(aaguids: Option<Vec<[u8; 16]>>) -> Result<Vec<[u8; 16]>, Problem> {
    let mut validation = Validation::default();
    match &aaguids {
        None => validation.refuse("aaGuids", "The AaGuids field is required."),
        Some(none) if none.is_empty() => {
            validation.refuse("aaGuids", "At least one authenticator is needed.")
        }
        Some(_) => {}
    }
    validation.done()?;
    Ok(aaguids.unwrap_or_default())
}

fn require_attestation(application: &Application) -> Result<(), Problem> {
    if application.settings().features.allow_attestation {
        return Ok(());
    }
    let title = "Lists of authenticators need attestation, which this application may not use.";
    Err(Problem::coded(StatusCode::FORBIDDEN, "attestation_not_supported_on_plan", title))
}

impl From<&AuthenticatorRule> for Row {
    fn from(rule: &AuthenticatorRule) -> Self {
        Self { aa_guid: random::dashed(&rule.aaguid), created_at: rule.created_at.naive() }
    }
}
