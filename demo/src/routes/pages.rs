use std::time::SystemTime;

use passwordless_rocket::{MaybeSession, Rejection};
use passwordless_tower::Next;
use rocket::http::uri::Origin;
use rocket::response::Redirect;
use rocket::{State, get};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;

use crate::accounts::written;
use crate::application::Application;
use crate::problem::Problem;
use crate::user::User;

/// Where people go on if they wanted nothing else.
const ACCOUNT: &str = "/me";

/// Register and sign in; or, for whoever is signed in, the way on.
#[get("/?<next>")]
pub(super) fn home(
    session: Result<MaybeSession, Rejection>,
    next: Option<&str>,
    application: &State<Application>,
) -> Result<Template, Result<Box<Redirect>, Rejection>> {
    let next = next.and_then(Next::local).map(Next::as_str);
    // Rocket must be able to write it into a header.
    let next = next.filter(|next| Origin::parse(next).is_ok()).unwrap_or(ACCOUNT);
    if session.map_err(Err)?.is_some() {
        return Err(Ok(Box::new(Redirect::to(next.to_owned()))));
    }
    Ok(Template::render("home", context! { title: "Sign in", next, site: application.site() }))
}

/// A sign-in, as the page shows it.
#[derive(Serialize)]
struct Row {
    began_at: String,
    user_agent: String,
    address: String,
    is_open: bool,
    is_current: bool,
}

/// The protected page.
#[get("/me")]
pub(super) async fn me(user: User, application: &State<Application>) -> Result<Template, Problem> {
    let now = SystemTime::now();
    let current = written(&user.session.mark());
    let listed = application.database.sign_ins(user.session.user_id()).await?;
    let sign_ins: Vec<_> = listed
        .into_iter()
        .map(|sign_in| Row {
            began_at: rocket::time::OffsetDateTime::from(sign_in.began_at()).to_string(),
            is_open: sign_in.is_open(now),
            is_current: sign_in.session_mark == current,
            user_agent: sign_in.user_agent,
            address: sign_in.address,
        })
        .collect();
    let (name, user_id) = (&user.account.name, user.session.user_id());
    let page = context! { title: "Your account", name, user_id, sign_ins, site: application.site() };
    Ok(Template::render("me", page))
}
