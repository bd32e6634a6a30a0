//! Who asks: somebody signed in, or nobody.

use std::time::{Duration, SystemTime};

use rocket::http::{CookieJar, Status};
use rocket::outcome::{IntoOutcome, try_outcome};
use rocket::request::{FromRequest, Outcome, Request};

use crate::application::Application;
use crate::cookies::Sealed;
use crate::database::{Account, SessionId};
use crate::problem::Problem;

/// A session ends after this, however often it is used.
pub(crate) const SESSION_LIFE: Duration = Duration::from_secs(8 * 60 * 60);

/// Somebody who may or may not be signed in. An outage of the database is an error and not a signed-out page.
#[derive(Debug)]
pub(crate) struct Visitor(pub Option<Account>);

/// Somebody who is signed in; anybody else is forwarded with 401.
#[derive(Debug)]
pub(crate) struct SignedIn(pub Account);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Visitor {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let Some(application) = request.rocket().state::<Application>() else {
            return Outcome::Error((Status::InternalServerError, Problem::internal()));
        };
        let Some(id) = session_id(application, request.cookies()) else {
            return Outcome::Success(Self(None));
        };
        let found = application.database.session(&id, SystemTime::now()).await.map_err(Problem::from);
        found.map(Self).or_error(Status::ServiceUnavailable)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SignedIn {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        match try_outcome!(Visitor::from_request(request).await).0 {
            Some(account) => Outcome::Success(Self(account)),
            None => Outcome::Forward(Status::Unauthorized),
        }
    }
}

/// The session that the browser claims to have.
pub(crate) fn session_id(application: &Application, jar: &CookieJar<'_>) -> Option<SessionId> {
    Sealed::Session.get(application, jar).map(|value| SessionId::from_cookie(&value))
}

/// Signs the user in under a new session id, and ends the session that the browser had.
///
/// # Errors
///
/// If the database does not answer; then nobody was signed in.
pub(crate) async fn sign_in(
    application: &Application,
    jar: &CookieJar<'_>,
    account: &Account,
) -> Result<(), Problem> {
    if let Some(old) = session_id(application, jar) {
        application.database.end_session(&old).await?;
    }
    let id = application.database.start_session(&account.user_id, SystemTime::now(), SESSION_LIFE).await?;
    Sealed::Session.set(application, jar, id.expose().to_owned(), SESSION_LIFE);
    tracing::info!(user = account.user_id, "signed in");
    Ok(())
}
