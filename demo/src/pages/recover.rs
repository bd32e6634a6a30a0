use passwordless_rocket::{MaybeSession, RecoverySession, Rejection};
use rocket::{State, get};
use rocket_dyn_templates::{Template, context};
use serde::Serialize;

use crate::request::Problem;
use crate::state::Application;

/// Somebody who followed a link, and has not made the passkey yet.
#[derive(Debug, Serialize)]
struct Recovering {
    user_id: String,
    name: String,
}

/// For whoever lost their passkeys: asks for a link, and follows one. Opening the page alone does nothing; opened once
/// more after a link was followed, it goes on with it.
#[get("/recover")]
pub(super) async fn recover(
    session: Result<MaybeSession, Rejection>,
    recovery: Option<RecoverySession>,
    application: &State<Application>,
) -> Result<Template, Problem> {
    let is_signed_in = session?.is_some();
    let mut recovering = None;
    if let Some(recovery) = recovery {
        let user = application.database.user(recovery.user_id()).await?;
        recovering = user.map(|user| Recovering { user_id: recovery.user_id().to_owned(), name: user.name });
    }
    let page = context! { title: "Lost your passkey?", is_signed_in, recovering, site: application.site() };
    Ok(Template::render("recover", page))
}
