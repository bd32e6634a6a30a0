use std::time::SystemTime;

use super::rows::from_row;
use super::{Database, plain, seconds};
use crate::users::Name;

/// Somebody with a name.
#[derive(Debug, Clone)]
pub(crate) struct User {
    /// What the person is called.
    pub(crate) name: String,
    /// Where links for the user are sent, if anywhere.
    pub(crate) email: Option<String>,
    /// Where they would be sent, had the user followed the link that lies there.
    pub(crate) pending_email: Option<String>,
    /// The alias that the service has not taken yet, if there is one: nobody can sign in by typing the name.
    pub(crate) missing_alias: Option<String>,
}

from_row!(User { name, email, pending_email, missing_alias });

impl Database {
    /// Whether somebody has the name.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn name_is_taken(&self, name: &Name) -> sqlx::Result<bool> {
        let found = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM users WHERE name_key = $1")
            .bind(name.key())
            .fetch_one(&self.pool)
            .await?;
        Ok(found > 0)
    }

    /// Gives the user the name, unless somebody has it: of two people who want one name, the unique index decides who
    /// was first.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn claim(&self, user_id: &str, name: &Name, now: SystemTime) -> sqlx::Result<bool> {
        let inserted = sqlx::query(
            "INSERT INTO users (user_id, name, name_key, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(user_id)
        .bind(name.as_str())
        .bind(name.key())
        .bind(seconds(now))
        .execute(&self.pool)
        .await?;
        Ok(inserted.rows_affected() == 1)
    }

    /// The user of this id, if there is one.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn user(&self, user_id: &str) -> sqlx::Result<Option<User>> {
        let sql = "SELECT name, email, pending_email, CASE WHEN alias_known THEN NULL ELSE name_key END AS missing_alias \
                   FROM users WHERE user_id = $1";
        sqlx::query_as(sql).bind(plain(user_id)).fetch_optional(&self.pool).await
    }

    /// The user who has confirmed this address, if there is one: links for it go there.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn user_of_email(&self, address: &str) -> sqlx::Result<Option<String>> {
        sqlx::query_scalar("SELECT user_id FROM users WHERE email = $1")
            .bind(address.to_ascii_lowercase())
            .fetch_optional(&self.pool)
            .await
    }

    /// The alias that the service should know for the user and has not acknowledged yet.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn missing_alias(&self, user_id: &str) -> sqlx::Result<Option<String>> {
        sqlx::query_scalar("SELECT name_key FROM users WHERE user_id = $1 AND NOT alias_known")
            .bind(user_id)
            .fetch_optional(&self.pool)
            .await
    }

    /// Notes that the service knows the user by this alias. False if the user was renamed meanwhile.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn alias_is_known(&self, user_id: &str, alias: &str) -> sqlx::Result<bool> {
        let noted = sqlx::query("UPDATE users SET alias_known = TRUE WHERE user_id = $1 AND name_key = $2")
            .bind(user_id)
            .bind(alias)
            .execute(&self.pool)
            .await?;
        Ok(noted.rows_affected() == 1)
    }

    /// Notes that nobody knows what alias the service has for the user.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn alias_is_unknown(&self, user_id: &str) -> sqlx::Result<()> {
        sqlx::query("UPDATE users SET alias_known = FALSE WHERE user_id = $1")
            .bind(user_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
