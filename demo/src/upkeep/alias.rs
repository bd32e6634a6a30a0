//! The name by which the service knows a user: who types it is asked for one of their passkeys.

use passwordless::api::ErrorCode;
use passwordless::{Client, Error};

use crate::chain::Chain;
use crate::database::Database;

/// So often a rename may come in between before this is left to the next sign-in.
const TRIES: usize = 5;

/// Tells the service the user's alias if it has not acknowledged it yet. A failure is logged and tried again at
/// the next sign-in: until then the person signs in without typing the name.
pub(crate) async fn tell(client: &Client, database: &Database, user_id: &str) {
    if let Err(error) = try_to_tell(client, database, user_id).await {
        tracing::error!(error = %Chain(&error), "the database did not answer");
    }
}

async fn try_to_tell(client: &Client, database: &Database, user_id: &str) -> sqlx::Result<()> {
    for _ in 0..TRIES {
        let Some(alias) = database.missing_alias(user_id).await? else { return Ok(()) };
        if let Err(error) = client.set_aliases(user_id, [alias.as_str()]).await {
            warn(user_id, &error);
            // It may have heard of this one nevertheless, after the newer one of a quicker rename.
            return database.alias_is_unknown(user_id).await;
        }
        if database.alias_is_known(user_id, &alias).await? {
            return Ok(());
        }
        // Renamed meanwhile: what was just said may have come after the newer name, and in its place.
        database.alias_is_unknown(user_id).await?;
    }
    Ok(())
}

fn warn(user_id: &str, error: &Error) {
    if error.code() == Some(&ErrorCode::AliasConflict) {
        tracing::warn!(
            user_id, error = %Chain(error),
            "the service knows another user by this alias, whom this database does not know: was the database emptied, or \
             is it another application's? Start with the earlier database, delete that user at the service, or rename \
             this one. Until then this user cannot sign in by typing the name"
        );
    } else {
        tracing::warn!(user_id, error = %Chain(error), "the service does not know the alias yet");
    }
}
