use std::fmt;

use rocket::{
    Request,
    http::Status,
    outcome::Outcome,
    request::{self, FromRequest},
    serde::Serialize,
};
use rusqlite::{OptionalExtension, Row};

use crate::{Db, error::Error, password};

/// The private cookie that says who is logged in.
pub(crate) const COOKIE: &str = "user_id";

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
                 ON CONFLICT (email) DO NOTHING RETURNING id, email, name, password_hash",
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
                let mut select =
                    db.prepare_cached("SELECT id, email, name, password_hash FROM users WHERE email = ?")?;
                select.query_row([email], Self::read).optional()
            })
            .await?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        Ok(if password::matches(password, hash).await? { user } else { None })
    }

    pub(crate) async fn find(db: &Db, id: i64) -> Result<Option<Self>, Error> {
        db.run(move |db| {
            let mut select =
                db.prepare_cached("SELECT id, email, name, password_hash FROM users WHERE id = ?")?;
            select.query_row([id], Self::read).optional()
        })
        .await
    }

    pub(crate) async fn delete(self, db: &Db) -> Result<(), Error> {
        db.run(move |db| db.execute("DELETE FROM users WHERE id = ?", [self.id])).await?;
        Ok(())
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get(0)?, email: row.get(1)?, name: row.get(2)?, password_hash: row.get(3)? })
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Error> {
        let id = request.cookies().get_private(COOKIE).and_then(|cookie| cookie.value().parse().ok());
        let (Some(id), Some(db)) = (id, request.rocket().state::<Db>()) else {
            return Outcome::Forward(Status::Unauthorized);
        };
        match Self::find(db, id).await {
            Ok(Some(user)) => Outcome::Success(user),
            Ok(None) => Outcome::Forward(Status::Unauthorized),
            Err(error) => Outcome::Error((Status::InternalServerError, error)),
        }
    }
}
