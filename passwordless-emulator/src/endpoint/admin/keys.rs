//! The keys of an application.

use http::StatusCode;
use serde::Serialize;

use super::unknown_app;
use crate::{
    access::Scope,
    answer::{Answer, Problem},
    endpoint::{Call, LogEntry, Outcome, logging::NOBODY},
    state::{ApiKey, Application, Changes, KeyKind},
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    api_key: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    created_at: String,
    api_key: String,
    #[serde(rename = "type")]
    kind: u8,
    scopes: Vec<&'static str>,
    is_locked: bool,
    last_locked_at: Option<String>,
}

pub(crate) async fn create_public(call: &Call<'_>) -> Outcome {
    create(call, KeyKind::Public).await
}

pub(crate) async fn create_secret(call: &Call<'_>) -> Outcome {
    create(call, KeyKind::Secret).await
}

async fn create(call: &Call<'_>, kind: KeyKind) -> Outcome {
    let numbers = call.json()?.integers("scopes")?.unwrap_or_default();
    if numbers.is_empty() {
        let title = "A key needs at least one scope.";
        return Err(Problem::bad_request("create_api_key_scopes_required", title));
    }
    let mut scopes = 0;
    for number in numbers {
        let scope = Scope::numbered(kind, number);
        // The service answers 500.
        scopes |= scope.ok_or_else(|| Problem::invalid("scopes", "A scope of a key is 0 or 1."))?.bit();
    }
    let now = call.vault.now();
    let api_key = call
        .vault
        .write(|state, changes| {
            let application = state.application_mut(call.named_app()).ok_or_else(unknown_app)?;
            Ok(application.generate_key(kind, scopes, now, changes))
        })
        .await?;
    call.log_managed(LogEntry::new("AdminApiKeyCreated", NOBODY, "A key was created.")).await?;
    Ok(Answer::json(&Created { api_key }))
}

pub(crate) async fn list(call: &Call<'_>) -> Outcome {
    let mut rows: Vec<Row> = call.vault.read(|state| {
        state.application(call.named_app()).into_iter().flat_map(Application::keys).map(Row::from).collect()
    });
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    call.log_managed(LogEntry::new("AdminApiKeysEnumerated", NOBODY, "The keys were listed.")).await?;
    Ok(Answer::json(&rows))
}

pub(crate) async fn lock(call: &Call<'_>) -> Outcome {
    let now = call.vault.now();
    change(call, |application, id, changes| application.lock_key(id, true, now, changes)).await?;
    call.log_managed(LogEntry::new("AdminApiKeyLocked", NOBODY, "A key was locked.")).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn unlock(call: &Call<'_>) -> Outcome {
    let now = call.vault.now();
    change(call, |application, id, changes| application.lock_key(id, false, now, changes)).await?;
    call.log_managed(LogEntry::new("AdminApiKeyUnlocked", NOBODY, "A key was unlocked.")).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn delete(call: &Call<'_>) -> Outcome {
    change(call, Application::delete_key).await?;
    call.log_managed(LogEntry::new("AdminApiKeyDeleted", NOBODY, "A key was deleted.")).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// Changes the key that the path names.
async fn change(
    call: &Call<'_>,
    change: impl FnOnce(&mut Application, &str, &mut Changes) -> bool,
) -> Result<(), Problem> {
    let [app, id] = call.path_params;
    call.vault
        .write(|state, changes| {
            let known =
                state.application_mut(app).is_some_and(|application| change(application, id, changes));
            let title = "The application has no key with this id.";
            known
                .then_some(())
                .ok_or_else(|| Problem::coded(StatusCode::NOT_FOUND, "api_key_not_found", title))
        })
        .await
}

/// Secret keys are shown by their id only.
impl From<&ApiKey> for Row {
    fn from(key: &ApiKey) -> Self {
        let api_key = match key.kind {
            KeyKind::Public => key.value().to_owned(),
            KeyKind::Secret => {
                let app = key.value().split(':').next().unwrap_or_default();
                format!("{app}:secret:{:*>32}", key.id())
            }
        };
        Self {
            id: key.id().to_owned(),
            created_at: key.created_at.naive(),
            api_key,
            kind: match key.kind {
                KeyKind::Public => 1,
                KeyKind::Secret => 2,
            },
            scopes: Scope::names(key.kind, key.scopes),
            is_locked: key.locked,
            last_locked_at: key.last_locked_at.map(|moment| moment.naive()),
        }
    }
}
