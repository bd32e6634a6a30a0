//! `POST /alias` and `GET /alias/list`: other names of a user.

use http::StatusCode;
use serde::Serialize;

use super::{Call, LogEntry, Outcome, validation::Validation};
use crate::{
    answer::{Answer, Problem, parameter},
    state::Alias,
};

/// What every list is wrapped in.
#[derive(Debug, Serialize)]
pub(super) struct Values<T> {
    pub(super) values: Vec<T>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    user_id: String,
    alias: String,
    plaintext: Option<String>,
    tenant: String,
}

/// Replaces all aliases of a user.
pub(crate) async fn set(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let user_id = body.string("userId")?;
    let aliases = body.string_set("aliases")?;
    let hashing = body.boolean("hashing")?.unwrap_or(true);

    let mut validation = Validation::default();
    validation.require("userId", "UserId", user_id.as_deref());
    match &aliases {
        Some(aliases) => validation.aliases(aliases),
        // The service answers 500.
        None => {
            validation.refuse("aliases", "The Aliases field is required; an empty list removes them all.")
        }
    }
    validation.done()?;
    let user_id = user_id.unwrap_or_default();
    let aliases: Vec<_> = aliases.into_iter().flatten().flatten().collect();
    call.change(|application, changes| {
        if application.conflicts(&user_id, &aliases) {
            return Err(conflict());
        }
        let app = application.name();
        let aliases = aliases.iter().map(|alias| Alias::new(app, &user_id, alias, hashing)).collect();
        application.replace_aliases(&user_id, aliases, changes);
        Ok(())
    })
    .await?;
    let message = format!("The aliases of {user_id} were set.");
    call.log(LogEntry::new("ApiUserSetAliases", &user_id, message).about(&user_id)).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(crate) fn list(call: &Call<'_>) -> Outcome {
    let user_id = parameter(call.query, "userId")
        .ok_or_else(|| Problem::malformed("The query parameter userId is required."))?;
    if user_id.is_empty() {
        return Err(Problem::uncoded("The userId may not be empty."));
    }
    let values = call.look(|application| {
        let row = |alias: &Alias| Row {
            user_id: alias.user_id.clone(),
            alias: alias.hash.clone(),
            plaintext: alias.plaintext.clone(),
            tenant: application.name().to_owned(),
        };
        Ok(application.aliases_of(&user_id).map(row).collect())
    })?;
    Ok(Answer::json(&Values { values }))
}

/// An alias belongs to one user.
pub(super) fn conflict() -> Problem {
    Problem::coded(StatusCode::CONFLICT, "alias_conflict", "One of the aliases belongs to another user.")
}
