use rocket::response::Redirect;
use rocket::{State, get};
use rocket_dyn_templates::{Template, context};

use crate::application::Application;
use crate::next::Next;
use crate::visitor::{SignedIn, Visitor};

/// Register and sign in; or, for whoever is signed in, the way on.
#[get("/?<next>")]
pub(super) fn home(
    visitor: Visitor,
    next: Option<&str>,
    application: &State<Application>,
) -> Result<Template, Box<Redirect>> {
    let next = Next::from_query(next, &application.origin);
    if visitor.0.is_some() {
        return Err(Box::new(Redirect::to(next.into_path())));
    }
    Ok(Template::render(
        "home",
        context! {
            title: "Sign in",
            next: next.into_path(),
            api_url: &application.api_url,
            api_key: application.api_key.expose(),
            emulated: application.emulator.is_some(),
        },
    ))
}

/// The protected page.
#[get("/me")]
pub(super) fn me(signed_in: SignedIn, application: &State<Application>) -> Template {
    let SignedIn(account) = signed_in;
    Template::render(
        "me",
        context! { title: "Your account", name: account.name, user_id: account.user_id, emulated: application.emulator.is_some() },
    )
}
