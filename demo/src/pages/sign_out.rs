use std::time::SystemTime;

use passwordless_rocket::{MaybeSession, Passwordless, Rejection, Session};
use rocket::http::{Header, Status};
use rocket::response::{Redirect, Responder};
use rocket::{State, post};

use crate::passkeys::shows;
use crate::request::Problem;
use crate::timestamp::Timestamp;

/// The way back to the first page, without the cookie.
#[derive(Debug, Responder)]
pub(super) struct SignedOut {
    to: Redirect,
    cookie: Header<'static>,
}

/// Why a sign-out did not end the session.
#[derive(Debug, Responder)]
pub(super) enum NotEnded {
    /// The server could not end it. This browser forgets it all the same: whoever comes to the machine next is not its user.
    Forgotten(Box<Forgotten>),
    /// Nobody may ask for it in this way, and the cookie stays.
    Refused(Problem),
}

#[derive(Debug, Responder)]
pub(super) struct Forgotten {
    problem: Problem,
    cookie: Header<'static>,
}

fn without_cookie(passwordless: &Passwordless) -> Header<'static> {
    Header::new("Set-Cookie", passwordless.gate().remove_cookie().to_owned())
}

impl SignedOut {
    fn new(passwordless: &Passwordless) -> Self {
        Self { to: Redirect::to("/"), cookie: without_cookie(passwordless) }
    }
}

impl NotEnded {
    fn new(rejection: Rejection, session: Option<&Session>, passwordless: &Passwordless) -> Self {
        if rejection.status() < 500 {
            return Self::Refused(rejection.into());
        }
        let until = session.map(|session| Timestamp::from(session.expires_at()));
        let until = until.map(|until| format!(" until {}", until.words())).unwrap_or_default();
        let words = format!(
            "Something is wrong on our side, and your sign-in could not be ended there. This browser has forgotten it. If \
             somebody else has a copy of it, they can use it{until}: sign in again later, and sign out everywhere."
        );
        let problem = Problem::new(Status::ServiceUnavailable, "sign_out_unfinished", words);
        Self::Forgotten(Box::new(Forgotten { problem, cookie: without_cookie(passwordless) }))
    }
}

/// Ends the session at the server, and takes its cookie. The script has a route of the crate for it; this one is for
/// a form, which works without.
#[post("/sign-out")]
pub(super) async fn sign_out(
    session: Result<MaybeSession, Rejection>,
    passwordless: &State<Passwordless>,
) -> Result<SignedOut, NotEnded> {
    let session = session.map_err(|rejection| NotEnded::new(rejection, None, passwordless))?;
    if let Some(session) = session.as_ref() {
        let ended = passwordless.gate().sign_out(session, SystemTime::now()).await.map_err(Rejection::from);
        ended.map_err(|rejection| NotEnded::new(rejection, Some(session), passwordless))?;
    }
    Ok(SignedOut::new(passwordless))
}

/// Ends every session of the user whom the page shows, this one too.
#[post("/sign-out-everywhere?<user>")]
pub(super) async fn everywhere(
    session: Session,
    user: Option<&str>,
    passwordless: &State<Passwordless>,
) -> Result<SignedOut, NotEnded> {
    shows(user, &session).map_err(NotEnded::Refused)?;
    let now = SystemTime::now();
    let ended =
        passwordless.gate().sign_out_everywhere(session.user_id(), now).await.map_err(Rejection::from);
    ended.map_err(|rejection| NotEnded::new(rejection, Some(&session), passwordless))?;
    Ok(SignedOut::new(passwordless))
}

/// Ends one of the user's own sign-ins, on whatever device.
#[post("/sign-ins/<id>/end?<user>")]
pub(super) async fn end(
    session: Session,
    id: &str,
    user: Option<&str>,
    passwordless: &State<Passwordless>,
) -> Result<Result<Redirect, Box<SignedOut>>, Problem> {
    shows(user, &session)?;
    let ended = passwordless.accounts().end_sign_in(&session, id, SystemTime::now()).await;
    Ok(match ended.map_err(Rejection::from)? {
        true => Err(Box::new(SignedOut::new(passwordless))),
        false => Ok(Redirect::to("/me?done=ended")),
    })
}
