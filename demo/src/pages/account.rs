use std::time::SystemTime;

use passwordless_rocket::{Passwordless, Rejection};
use rocket::{State, get};
use rocket_dyn_templates::{Template, context};

use super::sign_ins;
use crate::database;
use crate::passkeys::User;
use crate::request::Problem;
use crate::state::Application;

/// What a form of this page did; the page says it when it is there again.
const DONE: [(&str, &str); 3] = [
    ("ended", "That sign-in has ended. Its device is signed out."),
    (
        "other",
        "Another account was signed in in this browser meanwhile, and this is its page. Nothing was changed.",
    ),
    ("confirmed", "The address is confirmed. If you lose your passkeys, you can ask for a link there."),
];

/// The protected page: passkeys, sign-ins, the way back if all passkeys are lost. Its script asks for the passkeys.
#[get("/me?<done>")]
pub(super) async fn me(
    user: User,
    done: Option<&str>,
    passwordless: &State<Passwordless>,
    application: &State<Application>,
) -> Result<Template, Problem> {
    let database::User { name, email: address, pending_email: pending, missing_alias } = &user.account;
    let user_id = user.session.user_id();
    let listed = passwordless.accounts().sign_ins(&user.session, SystemTime::now()).await;
    let sign_ins = sign_ins::rows(listed.map_err(Rejection::from)?);
    let said = DONE.iter().find(|(code, _)| Some(*code) == done).map(|(_, words)| *words);
    let is_admin = application.admin.as_deref() == Some(user_id);
    let page = context! {
        title: "Your account", name, user_id, is_admin, sign_ins, address, pending, missing_alias, said, site: application.site()
    };
    Ok(Template::render("me", page))
}
