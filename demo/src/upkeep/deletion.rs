//! Deleting a user: whatever fails on the way, nothing is left that opens a door, and a second try finishes it.

use std::time::SystemTime;

use passwordless::{Client, Rejection};
use passwordless_rocket::Passwordless;

use crate::chain::Chain;
use crate::database::Database;
use crate::request::Problem;
use crate::state::Application;

/// What became of a user who was to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deletion {
    /// Nobody knows the user any more.
    Complete,
    /// The service has not deleted the passkeys yet. They sign nobody in, and it is asked again.
    HereOnly,
    /// There was nobody to delete.
    Nobody,
}

/// Deletes a user here and at the service.
///
/// The sessions end first: if that fails, nothing has happened. From when the deletion is noted, somebody finishes
/// it. Without a row, the account's hook knows nobody by the id. A sign-in that was under way until then is ended
/// last. What the service still has is of no use to anybody.
pub(crate) async fn delete(
    user_id: &str,
    application: &Application,
    passwordless: &Passwordless,
) -> Result<Deletion, Problem> {
    let (database, gate, now) = (&application.database, passwordless.gate(), SystemTime::now());
    let ended = |rejection: Rejection| Problem::from(passwordless_rocket::Rejection::from(rejection));
    if database.user(user_id).await?.is_some() {
        gate.sign_out_everywhere(user_id, now).await.map_err(ended)?;
    }
    if !database.note_deletion(user_id, now).await? {
        return Ok(Deletion::Nobody);
    }
    database.delete_user(user_id).await?;
    gate.sign_out_everywhere(user_id, SystemTime::now()).await.map_err(ended)?;
    gate.forget_passkeys(user_id).await.map_err(ended)?;
    let is_complete = tell(&application.client, database, user_id).await?;
    tracing::info!(user_id, is_complete, "an administrator deleted a user");
    Ok(if is_complete { Deletion::Complete } else { Deletion::HereOnly })
}

/// Finishes what was begun, and looks once more after those who left a while ago.
pub(crate) async fn finish_all(
    application: &Application,
    passwordless: &Passwordless,
) -> Result<(), Problem> {
    for deleted in application.database.due_deletions(SystemTime::now()).await? {
        delete(&deleted.user_id, application, passwordless).await?;
    }
    Ok(())
}

/// Has the service delete the user, and says whether it did.
async fn tell(client: &Client, database: &Database, user_id: &str) -> Result<bool, Problem> {
    if let Err(error) = client.delete_user(user_id).await {
        tracing::warn!(user_id, error = %Chain(&error), "the service has not deleted a user yet; it is asked again");
        return Ok(false);
    }
    database.acknowledge_deletion(user_id, SystemTime::now()).await?;
    Ok(true)
}
