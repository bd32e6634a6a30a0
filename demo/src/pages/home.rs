use passwordless::refusal::Next;
use passwordless_rocket::{MaybeSession, Rejection};
use rocket::http::uri::Origin;
use rocket::response::Redirect;
use rocket::{State, get};
use rocket_dyn_templates::{Template, context};

use crate::state::Application;

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
