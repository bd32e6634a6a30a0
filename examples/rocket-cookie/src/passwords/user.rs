use std::fmt;

use rocket::serde::Serialize;
use rusqlite::{OptionalExtension, Row};

use crate::{Db, error::Error, password};

/// Somebody with an account. As a guard: who is logged in.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) email: String,
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) password_hash: String,
}

impl User {
    /// Adds a user; `None` where the address has an account already.
    pub(crate) async fn insert(
        db: &Db,
        email: String,
        name: String,
        password: String,
    ) -> Result<Option<Self>, Error> {
        let hash = password::hash(password).await?;
        db.run(move |db| {
            let mut insert = db.prepare_cached(
                "INSERT INTO users (email, name, password_hash, terms_accepted_at) VALUES (?, ?, ?, unixepoch()) \
                 ON CONFLICT (email) DO NOTHING RETURNING *",
            )?;
            insert.query_row((email, name, hash), Self::read).optional()
        })
        .await
    }

    /// The user with this address and this password.
    pub(crate) async fn authenticate(
        db: &Db,
        email: String,
        password: String,
    ) -> Result<Option<Self>, Error> {
        let user = db
            .run(move |db| {
                let mut select = db.prepare_cached("SELECT * FROM users WHERE email = ?")?;
                select.query_row([email], Self::read).optional()
            })
            .await?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        Ok(if password::matches(password, hash).await? { user } else { None })
    }

    pub(crate) async fn delete(self, db: &Db) -> Result<(), Error> {
        db.run(move |db| db.execute("DELETE FROM users WHERE id = ?", [self.id])).await?;
        Ok(())
    }

    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            email: row.get("email")?,
            name: row.get("name")?,
            password_hash: row.get("password_hash")?,
        })
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}
