use passwordless::accounts::StepUp;
use passwordless_rocket::{Fresh, Passwordless};
use rocket::form::{Form, FromForm};
use rocket::http::Status;
use rocket::{State, get, post};
use rocket_dyn_templates::{Template, context};

use super::sign_ins;
use crate::passkeys::User;
use crate::request::Problem;
use crate::state::Application;
use crate::users::Address;

/// What a form of this page did; the page says it when it is there again.
const DONE: [(&str, &str); 1] = [("ended", "That sign-in has ended. Its device is signed out.")];

/// The protected page: passkeys, sign-ins, the way back if all passkeys are lost. Its script asks for the passkeys.
#[get("/me?<done>")]
pub(super) async fn me(
    user: User,
    done: Option<&str>,
    passwordless: &State<Passwordless>,
    application: &State<Application>,
) -> Result<Template, Problem> {
    let (name, address) = (&user.account.name, &user.account.email);
    let user_id = user.session.user_id();
    let listed = application.database.sign_ins(user_id).await?;
    let sign_ins = sign_ins::rows(listed, &user.session, passwordless.gate())?;
    let said = DONE.iter().find(|(code, _)| Some(*code) == done).map(|(_, words)| *words);
    let is_admin = application.admin.as_deref() == Some(user_id);
    let page = context! { title: "Your account", name, user_id, is_admin, sign_ins, address, said, site: application.site() };
    Ok(Template::render("me", page))
}

/// What the form says.
#[derive(Debug, FromForm)]
pub(super) struct Recovery<'r> {
    /// Empty to have none.
    email: &'r str,
}

/// Sets where links are sent. That decides who may come into the account, so that a passkey has to confirm it.
#[post("/recovery-address", data = "<form>")]
pub(super) async fn set_address(
    user: User,
    _confirmed: Fresh<StepUp>,
    form: Form<Recovery<'_>>,
    application: &State<Application>,
) -> Result<Status, Problem> {
    let address = match form.email.trim() {
        "" => None,
        typed => Some(Address::new(typed).ok_or_else(|| {
            Problem::new(
                Status::BadRequest,
                "invalid_address",
                "That is not an e-mail address, such as pat@example.com.",
            )
        })?),
    };
    if !application.database.set_address(user.session.user_id(), address.as_ref()).await? {
        let words = "This address cannot be used here. Choose another one.";
        return Err(Problem::new(Status::Conflict, "address_taken", words));
    }
    Ok(Status::NoContent)
}
