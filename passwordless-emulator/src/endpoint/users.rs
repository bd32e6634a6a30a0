//! `/users/list`, `/users/count`, `/users/delete`. A user is an id that has a passkey or an alias.

use http::StatusCode;
use serde::Serialize;

use super::{Call, LogEntry, Outcome, alias::Values, logging::SYSTEM, validation::Validation};
use crate::{answer::Answer, state::Application};

/// The most users of each kind in a list.
const MOST: usize = 1000;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    user_id: String,
    alias_count: usize,
    /// Null for an alias of which only the hash is known.
    aliases: Vec<Option<String>>,
    credentials_count: usize,
    last_used_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct Count {
    count: usize,
}

pub(crate) fn list(call: &Call<'_>) -> Outcome {
    let values = call.look(|application| {
        let users = application.users_with_credentials().take(MOST);
        let users = users.chain(application.users_with_aliases_only().take(MOST));
        Ok(users.map(|user| row(application, user)).collect())
    })?;
    Ok(Answer::json(&Values { values }))
}

pub(crate) fn count(call: &Call<'_>) -> Outcome {
    let count = call.look(|application| Ok(application.users_with_credentials().len()))?;
    Ok(Answer::json(&Count { count }))
}

pub(crate) async fn delete(call: &Call<'_>) -> Outcome {
    let user_id = call.json()?.string("userId")?;
    let mut validation = Validation::default();
    validation.require("userId", "UserId", user_id.as_deref());
    validation.done()?;
    let user_id = user_id.unwrap_or_default();
    call.change(|application, changes| {
        application.delete_user(&user_id, changes);
        Ok(())
    })
    .await?;
    let message = format!("The user {user_id} was deleted.");
    call.log(LogEntry::new("ApiUserDeleted", SYSTEM, message).about(&user_id)).await?;
    // Not 204, unlike the other deletions.
    Ok(Answer::empty(StatusCode::OK))
}

fn row(application: &Application, user: &str) -> Row {
    let aliases: Vec<_> = application.aliases_of(user).map(|alias| alias.plaintext.clone()).collect();
    let last_used_at = application.credentials_of(user).map(|credential| credential.last_used_at).max();
    Row {
        user_id: user.to_owned(),
        alias_count: aliases.len(),
        aliases,
        credentials_count: application.credentials_of(user).count(),
        last_used_at: last_used_at.map(|moment| moment.naive()),
    }
}
