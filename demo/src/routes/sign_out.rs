use std::time::SystemTime;

use passwordless_rocket::{MaybeSession, Passwordless, Rejection};
use rocket::http::Header;
use rocket::response::{Redirect, Responder};
use rocket::{State, post};

use crate::accounts::written;
use crate::application::Application;

/// The way back to the first page, without the cookie.
#[derive(Debug, Responder)]
pub(super) struct SignedOut {
    to: Redirect,
    cookie: Header<'static>,
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
    let cookie = Header::new("Set-Cookie", passwordless.gate().remove_cookie());
    Ok(SignedOut { to: Redirect::to("/"), cookie })
}
