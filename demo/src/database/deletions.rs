//! Users who were deleted here, until the service has deleted them, too.

use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::rows::from_row;
use super::{Database, plain, seconds};

/// So long after a user was deleted, their permissions to make a further passkey have run out. A registration that was
/// begun before can still be finished for about a month; its passkey signs nobody in, and is deleted with the other
/// unfinished registrations.
const SETTLED: Duration = Duration::from_secs(15 * 60);

/// Somebody whom the service may still know.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Deleted {
    pub(crate) user_id: String,
    pub(crate) name: String,
}

from_row!(Deleted { user_id, name });

impl Database {
    /// Deletes a user. Before that it is noted that the service has to delete them, too; a note of somebody who is still a user means nothing.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn delete_user(&self, user_id: &str, now: SystemTime) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO deletions (user_id, name, left_at) SELECT user_id, name, $1 FROM users WHERE user_id = $2
             ON CONFLICT DO NOTHING",
        )
        .bind(seconds(now))
        .bind(plain(user_id))
        .execute(&self.pool)
        .await?;
        sqlx::query("DELETE FROM users WHERE user_id = $1").bind(plain(user_id)).execute(&self.pool).await?;
        Ok(())
    }

    /// Whether somebody with this id is a user, or was one a while ago.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn was_user(&self, user_id: &str) -> sqlx::Result<bool> {
        let known =
            "SELECT COUNT(*) FROM (SELECT user_id FROM users UNION SELECT user_id FROM deletions) AS known
                     WHERE user_id = $1";
        let count: i64 = sqlx::query_scalar(known).bind(plain(user_id)).fetch_one(&self.pool).await?;
        Ok(count > 0)
    }

    /// Notes that the service has deleted the user; forgets the user when nothing can come back.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn acknowledge_deletion(&self, user_id: &str, now: SystemTime) -> sqlx::Result<()> {
        sqlx::query("UPDATE deletions SET acknowledged_at = $1 WHERE user_id = $2")
            .bind(seconds(now))
            .bind(user_id)
            .execute(&self.pool)
            .await?;
        sqlx::query("DELETE FROM deletions WHERE user_id = $1 AND acknowledged_at >= left_at + $2")
            .bind(user_id)
            .bind(i64::try_from(SETTLED.as_secs()).unwrap_or(i64::MAX))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Those whom the service has not yet deleted.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn open_deletions(&self) -> sqlx::Result<Vec<Deleted>> {
        sqlx::query_as(
            "SELECT user_id, name FROM deletions WHERE acknowledged_at IS NULL
             AND user_id NOT IN (SELECT user_id FROM users) ORDER BY left_at",
        )
        .fetch_all(&self.pool)
        .await
    }

    /// Those with whom there is something left to do: the service has not deleted them, or it is time to look again.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn due_deletions(&self, now: SystemTime) -> sqlx::Result<Vec<Deleted>> {
        let settled = now.checked_sub(SETTLED).map_or(0, seconds);
        sqlx::query_as(
            "SELECT user_id, name FROM deletions WHERE (acknowledged_at IS NULL OR left_at <= $1)
             AND user_id NOT IN (SELECT user_id FROM users) ORDER BY left_at",
        )
        .bind(settled)
        .fetch_all(&self.pool)
        .await
    }
}
