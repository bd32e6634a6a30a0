use passwordless_rocket::{MaybeSession, Rejection};
use rocket::{State, get};
use rocket_dyn_templates::{Template, context};

use crate::state::Application;

/// For whoever lost their passkeys: asks for a link, and follows one. Opening the page alone does nothing.
#[get("/recover")]
pub(super) fn recover(
    session: Result<MaybeSession, Rejection>,
    application: &State<Application>,
) -> Result<Template, Rejection> {
    let is_signed_in = session?.is_some();
    let page = context! { title: "Lost your passkey?", is_signed_in, site: application.site() };
    Ok(Template::render("recover", page))
}
