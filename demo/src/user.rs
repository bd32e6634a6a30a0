//! Who is signed in, with the name that the database has.

use passwordless_rocket::Session;
use rocket::http::Status;
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome, Request};

use crate::application::Application;
use crate::database;
use crate::problem::Problem;

/// Somebody who is signed in and whom we know; anybody else is forwarded with 401.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) session: Session,
    pub(crate) account: database::User,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let session = try_outcome!(
            request
                .guard::<Session>()
                .await
                .map_error(|(status, rejection)| { (status, Problem::from(rejection)) })
        );
        let Some(application) = request.rocket().state::<Application>() else {
            return Outcome::Error((Status::InternalServerError, Problem::of(Status::InternalServerError)));
        };
        match application.database.user(session.user_id()).await {
            Ok(Some(account)) => Outcome::Success(Self { session, account }),
            // Deleted a moment ago; the end of the session is on its way here.
            Ok(None) => Outcome::Forward(Status::Unauthorized),
            Err(error) => {
                let problem = Problem::from(error);
                Outcome::Error((problem.status, problem))
            }
        }
    }
}
