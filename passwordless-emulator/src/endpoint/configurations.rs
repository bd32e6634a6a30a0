//! `/auth-configs`: sign-in configurations.

use http::StatusCode;
use serde::Serialize;

use super::{
    Call, LogEntry, Outcome,
    attestation_options::HINTS,
    validation::{Validation, utf16},
};
use crate::{
    answer::{Answer, Problem, parameter},
    json::Object,
    state::{
        Configuration,
        configuration::{PRESETS, SECOND},
    },
};

const LONGEST_PURPOSE: usize = 255;
/// In the order of their numbers at the service.
const REQUIREMENTS: [&str; 3] = ["required", "preferred", "discouraged"];

#[derive(Debug, Serialize)]
struct List {
    configurations: Vec<Row>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    purpose: String,
    user_verification_requirement: String,
    /// In seconds, while requests say `hh:mm:ss`.
    time_to_live: i64,
    /// One text, while requests have an array.
    hints: String,
    created_by: String,
    created_on: Option<String>,
    edited_by: Option<String>,
    edited_on: Option<String>,
    last_used_on: Option<String>,
}

/// What a request asks a configuration to be.
struct Wish {
    purpose: String,
    user_verification: &'static str,
    time_to_live: i64,
    hints: Vec<String>,
    performed_by: String,
}

pub(crate) fn list(call: &Call<'_>) -> Outcome {
    let wanted = parameter(call.query, "purpose").filter(|purpose| !purpose.is_empty());
    let configurations = call.look(|application| {
        let fits = |purpose: &str| wanted.as_deref().is_none_or(|wanted| wanted == purpose);
        let stored: Vec<_> =
            application.configurations().filter(|stored| fits(&stored.purpose)).map(Row::from).collect();
        // A filter narrows the stored rows only: the presets that are not among them follow all the same.
        if let Some(wanted) = wanted.as_deref().filter(|_| stored.is_empty()) {
            let preset = Configuration::is_preset(wanted).then(|| Row::from(&Configuration::preset(wanted)));
            return Ok(preset.into_iter().collect());
        }
        let missing = PRESETS.iter().filter(|preset| stored.iter().all(|row| row.purpose != **preset));
        let missing: Vec<_> = missing.map(|preset| Row::from(&Configuration::preset(preset))).collect();
        Ok(stored.into_iter().chain(missing).collect())
    })?;
    Ok(Answer::json(&List { configurations }))
}

pub(crate) async fn add(call: &Call<'_>) -> Outcome {
    let wish = Wish::read(&call.json()?)?;
    let now = call.vault.now();
    call.change(|application, changes| {
        if Configuration::is_preset(&wish.purpose) || application.configuration(&wish.purpose).is_some() {
            return Err(Problem::uncoded("There is a sign-in configuration of this purpose already."));
        }
        let fresh = Configuration::preset(&wish.purpose);
        let configuration = Configuration {
            created_by: wish.performed_by.clone(),
            created_on: Some(now),
            ..wish.apply(fresh)
        };
        application.put_configuration(configuration, changes);
        Ok(())
    })
    .await?;
    wish.log(call, "ApiAuthenticationConfigurationCreated", "created").await?;
    Ok(Answer::empty(StatusCode::CREATED))
}

pub(crate) async fn update(call: &Call<'_>) -> Outcome {
    let wish = Wish::read(&call.json()?)?;
    let now = call.vault.now();
    call.change(|application, changes| {
        let stored = application.configuration(&wish.purpose).cloned();
        let preset = || Configuration::is_preset(&wish.purpose).then(|| Configuration::preset(&wish.purpose));
        let stored = stored.or_else(preset).ok_or_else(|| {
            Problem::uncoded_with(StatusCode::NOT_FOUND, "There is no sign-in configuration of this purpose.")
        })?;
        let configuration = Configuration {
            edited_by: Some(wish.performed_by.clone()),
            edited_on: Some(now),
            ..wish.apply(stored)
        };
        application.put_configuration(configuration, changes);
        Ok(())
    })
    .await?;
    wish.log(call, "ApiAuthenticationConfigurationUpdated", "updated").await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn delete(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    body.insist("purpose")?;
    body.insist("performedBy")?;
    let purpose = body.string("purpose")?.unwrap_or_default();
    let by = body.string("performedBy")?.unwrap_or_default();
    if Configuration::is_preset(&purpose) {
        return Err(Problem::uncoded("The configurations sign-in and step-up cannot be deleted."));
    }
    let known =
        call.change(|application, changes| Ok(application.delete_configuration(&purpose, changes))).await?;
    if !known {
        return Ok(Answer::empty(StatusCode::NOT_FOUND));
    }
    let message = format!("The sign-in configuration {purpose} was deleted.");
    call.log(LogEntry::new("ApiAuthenticationConfigurationDeleted", &by, message).without_key()).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

impl Wish {
    fn read(body: &Object<'_>) -> Result<Self, Problem> {
        let purpose = body.string("purpose")?;
        let user_verification = body.choice("userVerificationRequirement", &REQUIREMENTS)?;
        let time_to_live = body.span("timeToLive")?.unwrap_or(0);
        let hints = body.choices("hints", &HINTS)?.unwrap_or_default();
        let performed_by = body.string("performedBy")?;

        let mut validation = Validation::default();
        if validation.require("purpose", "Purpose", purpose.as_deref()) {
            let purpose = purpose.as_deref().unwrap_or_default();
            // Letters and digits of every script, as at the service.
            let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            if !purpose.chars().all(allowed) {
                validation
                    .refuse("purpose", "A purpose consists of letters, digits, hyphens and underscores.");
            }
            if utf16(purpose) > LONGEST_PURPOSE {
                let message = format!("A purpose may have at most {LONGEST_PURPOSE} characters.");
                validation.refuse("purpose", message);
            }
        }
        validation.require("performedBy", "PerformedBy", performed_by.as_deref());
        validation.done()?;
        Ok(Self {
            purpose: purpose.unwrap_or_default(),
            user_verification: user_verification.unwrap_or("preferred"),
            time_to_live,
            hints: hints.into_iter().map(str::to_owned).collect(),
            performed_by: performed_by.unwrap_or_default(),
        })
    }

    fn apply(&self, to: Configuration) -> Configuration {
        Configuration {
            user_verification: self.user_verification.to_owned(),
            time_to_live: self.time_to_live,
            hints: self.hints.clone(),
            ..to
        }
    }

    /// Without the key, as the service logs it.
    async fn log(&self, call: &Call<'_>, kind: &'static str, done: &str) -> Result<(), Problem> {
        let message = format!("The sign-in configuration {} was {done}.", self.purpose);
        call.log(LogEntry::new(kind, &self.performed_by, message).without_key()).await
    }
}

impl From<&Configuration> for Row {
    fn from(configuration: &Configuration) -> Self {
        let names = configuration.hints.iter().map(|hint| match hint.as_str() {
            "security-key" => "SecurityKey",
            "client-device" => "ClientDevice",
            _ => "Hybrid",
        });
        Self {
            purpose: configuration.purpose.clone(),
            user_verification_requirement: configuration.user_verification.clone(),
            time_to_live: rounded(configuration.time_to_live),
            hints: names.collect::<Vec<_>>().join(", "),
            created_by: configuration.created_by.clone(),
            created_on: configuration.created_on.map(|moment| moment.with_offset()),
            edited_by: configuration.edited_by.clone(),
            edited_on: configuration.edited_on.map(|moment| moment.with_offset()),
            last_used_on: configuration.last_used_on.map(|moment| moment.with_offset()),
        }
    }
}

/// Whole seconds; a half goes to the even neighbour, as .NET rounds.
fn rounded(units: i64) -> i64 {
    let (whole, rest) = (units.div_euclid(SECOND), units.rem_euclid(SECOND));
    let up = rest > SECOND / 2 || (rest == SECOND / 2 && whole % 2 != 0);
    whole + i64::from(up)
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn seconds_are_rounded_to_even() {
        assert_eq!([15_000_000, 25_000_000, 24_999_999, -15_000_000, 0].map(rounded), [2, 2, 2, -2, 0]);
    }
}
