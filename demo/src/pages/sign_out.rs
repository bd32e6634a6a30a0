use std::time::SystemTime;

use passwordless_rocket::{MaybeSession, Passwordless, Rejection, Session};
use rocket::http::{Header, Status};
use rocket::response::{Redirect, Responder};
use rocket::{State, post};

use crate::database::mark_text::{self, written};
use crate::request::Problem;
use crate::state::Application;

/// The way back to the first page, without the cookie.
#[derive(Debug, Responder)]
pub(super) struct SignedOut {
    to: Redirect,
    cookie: Header<'static>,
}

impl SignedOut {
    fn new(passwordless: &Passwordless) -> Self {
        Self { to: Redirect::to("/"), cookie: Header::new("Set-Cookie", passwordless.gate().remove_cookie()) }
    }
}

/// Ends the session at the server, and takes its cookie. The script has a route of the crate for it; this one is for
/// a form, which works without.
#[post("/sign-out")]
pub(super) async fn sign_out(
    session: Result<MaybeSession, Rejection>,
    passwordless: &State<Passwordless>,
    application: &State<Application>,
) -> Result<SignedOut, Rejection> {
    if let Some(session) = session?.as_ref() {
        let now = SystemTime::now();
        passwordless.gate().sign_out(session, now).await?;
        application.database.note_end(session.user_id(), Some(&written(&session.mark())), now).await;
    }
    Ok(SignedOut::new(passwordless))
}

/// Ends every session of the user, this one too.
#[post("/sign-out-everywhere")]
pub(super) async fn everywhere(
    session: Session,
    passwordless: &State<Passwordless>,
    application: &State<Application>,
) -> Result<SignedOut, Rejection> {
    let now = SystemTime::now();
    passwordless.gate().sign_out_everywhere(session.user_id(), now).await?;
    application.database.note_end(session.user_id(), None, now).await;
    Ok(SignedOut::new(passwordless))
}

/// Ends one of the user's own sign-ins, on whatever device.
#[post("/sign-ins/<mark>/end")]
pub(super) async fn end(
    session: Session,
    mark: &str,
    passwordless: &State<Passwordless>,
    application: &State<Application>,
) -> Result<Result<Redirect, Box<SignedOut>>, Problem> {
    let (user_id, now) = (session.user_id(), SystemTime::now());
    let unknown = || Problem::of(Status::NotFound);
    let session_mark = mark_text::read(mark).ok_or_else(unknown)?;
    let sign_in = application.database.sign_in(user_id, mark).await?.ok_or_else(unknown)?;
    let ended = passwordless.gate().end_session(user_id, session_mark, sign_in.expires_at(), now).await;
    ended.map_err(Rejection::from)?;
    application.database.note_end(user_id, Some(mark), now).await;
    Ok(if session_mark == session.mark() {
        Err(Box::new(SignedOut::new(passwordless)))
    } else {
        Ok(Redirect::to("/me?done=ended"))
    })
}
