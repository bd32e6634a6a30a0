//! Deleting users: the crate does it, and this remembers whom the service has yet to delete.

use std::time::SystemTime;

use passwordless::accounts::Deletion;
use passwordless_rocket::{Passwordless, Rejection};

use crate::database::Database;
use crate::request::Problem;
use crate::state::Application;

/// Deletes a user here and at the service, and says what became of it; nothing where there was nobody to delete.
pub(crate) async fn delete(
    user_id: &str,
    application: &Application,
    passwordless: &Passwordless,
) -> Result<Option<Deletion>, Problem> {
    if !application.database.was_user(user_id).await? {
        return Ok(None);
    }
    let deletion = finish(user_id, &application.database, passwordless).await?;
    tracing::info!(user_id, ?deletion, "an administrator deleted a user");
    Ok(Some(deletion))
}

/// Finishes what was begun, and looks once more after those who left a while ago.
pub(crate) async fn finish_all(
    application: &Application,
    passwordless: &Passwordless,
) -> Result<(), Problem> {
    let database = &application.database;
    for deleted in database.due_deletions(SystemTime::now()).await? {
        finish(&deleted.user_id, database, passwordless).await?;
    }
    Ok(())
}

async fn finish(
    user_id: &str,
    database: &Database,
    passwordless: &Passwordless,
) -> Result<Deletion, Problem> {
    let deleted = passwordless.accounts().delete_account(user_id, SystemTime::now()).await;
    let deletion = deleted.map_err(|rejection| Problem::from(Rejection::from(rejection)))?;
    if deletion == Deletion::Deleted {
        database.acknowledge_deletion(user_id, SystemTime::now()).await?;
    }
    Ok(deletion)
}
