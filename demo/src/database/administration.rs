//! What an administrator changes of users: each change is one statement, which the database does whole or not at all.

use std::time::SystemTime;

use super::{Database, plain, seconds};
use crate::users::Address;
use crate::users::Name;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Done,
    /// Somebody has the name.
    NameTaken,
    /// Somebody has the e-mail address.
    AddressTaken,
    /// Somebody was quicker, and changed what this was about.
    Overtaken,
    /// There is no such user, or no longer.
    Gone,
}

impl Database {
    /// Adds a user, unless somebody has the name or the address.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn create_user(
        &self,
        user_id: &str,
        name: &Name,
        address: Option<&Address>,
        now: SystemTime,
    ) -> sqlx::Result<Change> {
        let inserted = sqlx::query(
            "INSERT INTO users (user_id, name, name_key, email, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
        )
        .bind(user_id)
        .bind(name.as_str())
        .bind(name.key())
        .bind(address.map(Address::as_str))
        .bind(seconds(now))
        .execute(&self.pool)
        .await?;
        Ok(match inserted.rows_affected() {
            1 => Change::Done,
            _ if self.name_is_taken(name).await? => Change::NameTaken,
            _ => Change::AddressTaken,
        })
    }

    /// Gives a user another name, if the user still has the one that was `seen`.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn rename_user(&self, user_id: &str, seen: &str, name: &Name) -> sqlx::Result<Change> {
        let renamed = sqlx::query(
            "UPDATE users SET name = $1, name_key = $2, alias_known = FALSE WHERE user_id = $3 AND name = $4",
        )
        .bind(name.as_str())
        .bind(name.key())
        .bind(plain(user_id))
        .bind(plain(seen))
        .execute(&self.pool)
        .await;
        match renamed {
            Ok(done) if done.rows_affected() == 1 => Ok(Change::Done),
            Ok(_) if self.user(user_id).await?.is_some() => Ok(Change::Overtaken),
            Ok(_) => Ok(Change::Gone),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(Change::NameTaken),
            Err(error) => Err(error),
        }
    }
}
