use std::fmt;

use axum_login::{AuthUser, AuthnBackend, UserId};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, SqlitePool};

use crate::password;

/// Why a user could not be looked up or added.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The database gave no answer.
    #[error("the database gave no answer")]
    Database(#[from] sqlx::Error),
    /// A password could not be hashed or compared.
    #[error("a password could not be hashed")]
    Password(#[from] argon2::password_hash::Error),
}

/// Somebody with an account.
#[derive(Clone, FromRow, Serialize)]
pub(crate) struct User {
    /// Counted up by the database.
    pub(crate) id: i64,
    /// Unique, whatever the case of its letters.
    pub(crate) email: String,
    /// How the person wants to be called.
    pub(crate) name: String,
    /// By which the service knows the user.
    pub(crate) passkey_user: String,
    #[serde(skip)]
    password_hash: String,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

impl AuthUser for User {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }

    /// A new password ends the sessions that the old one opened.
    fn session_auth_hash(&self) -> &[u8] {
        self.password_hash.as_bytes()
    }
}

/// What the form of the log-in holds.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    email: String,
    password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// The table of users.
#[derive(Debug, Clone)]
pub(crate) struct Users {
    db: SqlitePool,
}

impl Users {
    pub(crate) fn new(db: SqlitePool) -> Self {
        Self { db }
    }

    /// Adds a user; `None` where the address has an account already.
    pub(crate) async fn insert(
        &self,
        email: &str,
        name: &str,
        password: String,
    ) -> Result<Option<User>, Error> {
        let insert = sqlx::query_as(
            "INSERT INTO users (email, name, password_hash, terms_accepted_at) VALUES (?, ?, ?, unixepoch()) \
             ON CONFLICT (email) DO NOTHING RETURNING *",
        );
        let password_hash = password::hash(password).await?;
        Ok(insert.bind(email).bind(name).bind(password_hash).fetch_optional(&self.db).await?)
    }

    pub(crate) async fn by_passkey_user(&self, passkey_user: &str) -> Result<Option<User>, Error> {
        let select = sqlx::query_as("SELECT * FROM users WHERE passkey_user = ?");
        Ok(select.bind(passkey_user).fetch_optional(&self.db).await?)
    }

    pub(crate) async fn delete(&self, id: i64) -> Result<(), Error> {
        sqlx::query("DELETE FROM users WHERE id = ?").bind(id).execute(&self.db).await?;
        Ok(())
    }
}

impl AuthnBackend for Users {
    type User = User;
    type Credentials = Credentials;
    type Error = Error;

    async fn authenticate(&self, form: Credentials) -> Result<Option<User>, Error> {
        let select = sqlx::query_as("SELECT * FROM users WHERE email = ?");
        let user: Option<User> = select.bind(form.email).fetch_optional(&self.db).await?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        Ok(if password::matches(form.password, hash).await? { user } else { None })
    }

    async fn get_user(&self, id: &UserId<Self>) -> Result<Option<User>, Error> {
        let select = sqlx::query_as("SELECT * FROM users WHERE id = ?");
        Ok(select.bind(id).fetch_optional(&self.db).await?)
    }
}
