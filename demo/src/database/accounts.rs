use std::time::{Duration, SystemTime};

use passwordless::{CredentialId, VerifiedUser};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::{Database, seconds};
use crate::name::Name;

/// How long after its expiry a token is remembered as spent: more than the leeway of the policy.
const REMEMBERED: Duration = Duration::from_secs(300);

/// Somebody with a name and a passkey.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Chosen by the server, at random; the passkeys at the service belong to it.
    pub user_id: String,
    /// What the person is called.
    pub name: String,
}

/// What became of a token that wanted to make an account.
#[derive(Debug)]
pub(crate) enum Claim {
    /// The account is there.
    Made(Account),
    /// Another person was first.
    NameTaken,
    /// The token has counted before.
    AlreadySpent,
}

impl Database {
    /// Whether somebody has the name.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn name_is_taken(&self, name: &Name) -> sqlx::Result<bool> {
        let found = sqlx::query_scalar::<_, i64>("SELECT 1 FROM users WHERE name_key = $1")
            .bind(name.key())
            .fetch_optional(&self.readers)
            .await?;
        Ok(found.is_some())
    }

    /// Spends the finished registration and gives the user the name, both or neither: of two people who want one
    /// name, the unique index decides who was first.
    ///
    /// # Errors
    ///
    /// If the database does not answer; then nothing was spent.
    pub(crate) async fn claim(
        &self,
        token: &VerifiedUser,
        passkey: &CredentialId,
        name: &Name,
        now: SystemTime,
    ) -> sqlx::Result<Claim> {
        let mut transaction = self.begin_writing().await?;
        if !spend(&mut transaction, token).await? {
            return Ok(Claim::AlreadySpent);
        }
        let inserted = sqlx::query(
            "INSERT INTO users (user_id, name, name_key, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(token.user_id())
        .bind(name.as_str())
        .bind(name.key())
        .bind(seconds(now))
        .execute(&mut *transaction)
        .await?;
        let made = inserted.rows_affected() == 1;
        if made {
            sqlx::query("INSERT INTO passkeys (credential_id, user_id) VALUES ($1, $2)")
                .bind(passkey.to_string())
                .bind(token.user_id())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(match made {
            true => {
                Claim::Made(Account { user_id: token.user_id().to_owned(), name: name.as_str().to_owned() })
            }
            false => Claim::NameTaken,
        })
    }

    /// Spends the token of a sign-in; false if it has counted before.
    ///
    /// # Errors
    ///
    /// If the database does not answer; then nothing was spent.
    pub(crate) async fn spend(&self, token: &VerifiedUser) -> sqlx::Result<bool> {
        let mut connection = self.writer.acquire().await?;
        spend(&mut connection, token).await
    }

    /// The account that a passkey opens, if it was registered here and is the user's.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn account(
        &self,
        passkey: &CredentialId,
        user_id: &str,
    ) -> sqlx::Result<Option<Account>> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT name FROM passkeys JOIN users USING (user_id) WHERE credential_id = $1 AND user_id = $2",
        )
        .bind(passkey.to_string())
        .bind(user_id)
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.map(|(name,)| Account { user_id: user_id.to_owned(), name }))
    }

    /// The alias that the service should know for the user and has not acknowledged yet.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn missing_alias(&self, user_id: &str) -> sqlx::Result<Option<String>> {
        sqlx::query_scalar("SELECT name_key FROM users WHERE user_id = $1 AND NOT alias_known")
            .bind(user_id)
            .fetch_optional(&self.readers)
            .await
    }

    /// Notes that the service knows the user's alias.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn alias_is_known(&self, user_id: &str) -> sqlx::Result<()> {
        sqlx::query("UPDATE users SET alias_known = TRUE WHERE user_id = $1")
            .bind(user_id)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    // SQLite upgrades a reading transaction to a writing one only if nobody wrote in between, so it starts as one.
    pub(super) async fn begin_writing(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }
}

async fn spend(connection: &mut SqliteConnection, token: &VerifiedUser) -> sqlx::Result<bool> {
    let spent =
        sqlx::query("INSERT INTO spent_tokens (token_id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(token.token_id())
            .bind(seconds(token.expires_at() + REMEMBERED))
            .execute(connection)
            .await?;
    Ok(spent.rows_affected() == 1)
}
