use passwordless::accounts::{KnownUser, Users};
use passwordless_rocket::{Rejection, Session};
use rocket::{
    Request,
    http::Status,
    outcome::{Outcome, try_outcome},
    request::{self, FromRequest},
};

use super::user::User;
use crate::Db;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Rejection> {
        let session = try_outcome!(request.guard::<Session>().await);
        let Some(db) = request.rocket().state::<Db>() else {
            return Outcome::Forward(Status::Unauthorized);
        };
        match Self::by_passkey_user(db, session.user_id()).await {
            Ok(Some(user)) => Outcome::Success(user),
            Ok(None) => Outcome::Forward(Status::Unauthorized),
            Err(_) => {
                Outcome::Error((Status::ServiceUnavailable, passwordless::Rejection::unavailable().into()))
            }
        }
    }
}

/// Who has an account. Nobody else signs in.
pub(crate) struct Accounts(pub(crate) Db);

impl Users for Accounts {
    async fn find(&self, passkey_user: &str) -> Result<Option<KnownUser>, passwordless::Rejection> {
        let user = User::by_passkey_user(&self.0, passkey_user).await;
        // What failed is in the log already.
        let user = user.map_err(|_| passwordless::Rejection::unavailable())?;
        Ok(user.map(|user| KnownUser::named(user.name)))
    }
}
