use rocket::{
    Request,
    http::Status,
    outcome::Outcome,
    request::{self, FromRequest},
};
use rusqlite::OptionalExtension;

use super::user::User;
use crate::{Db, error::Error};

/// The private cookie that says who is logged in.
pub(crate) const COOKIE: &str = "user_id";

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

impl User {
    async fn find(db: &Db, id: i64) -> Result<Option<Self>, Error> {
        db.run(move |db| {
            let mut select = db.prepare_cached("SELECT * FROM users WHERE id = ?")?;
            select.query_row([id], Self::read).optional()
        })
        .await
    }
}
