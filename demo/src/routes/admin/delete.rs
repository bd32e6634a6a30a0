use passwordless::accounts::StepUp;
use passwordless_rocket::{Fresh, Passwordless};
use rocket::http::Status;
use rocket::{State, post};
use serde_json::json;

use super::done::Done;
use super::page::Scene;
use super::refusal::Refusal;
use super::trouble::Trouble;
use super::view::View;
use crate::admin::{Admin, Confirmed};
use crate::application::Application;
use crate::departure::{self, Departed};
use crate::problem::{Asker, Problem};

/// Deletes a user: ends the sessions, and deletes the account and the passkeys. Asked again, it finishes what the
/// service could not do before.
#[post("/admin/users/<user_id>/delete?<view..>")]
pub(super) async fn delete(
    admin: Admin,
    confirmed: Confirmed,
    asker: Asker,
    user_id: &str,
    view: View,
    application: &State<Application>,
    passwordless: &State<Passwordless>,
) -> Result<Done, Refusal> {
    match attempt(&admin, confirmed, user_id, application, passwordless).await {
        Ok(true) => {
            let words = "The user is deleted, with all passkeys, and signed out everywhere.".to_owned();
            Ok(Done::new(
                asker,
                view.path(),
                words,
                Status::Ok,
                json!({ "userId": user_id, "passkeys": "deleted" }),
            ))
        }
        Ok(false) => {
            let words = "The user is deleted here, and signed out everywhere. The passkey service does not answer: \
                         it may still keep the passkeys, which sign nobody in. It is asked again every ten minutes."
                .to_owned();
            Ok(Done::partly(asker, view.path(), words, json!({ "userId": user_id, "passkeys": "pending" })))
        }
        Err(trouble) => Err(Refusal::new(asker, trouble, |trouble| {
            Scene::new(application, &admin, &view).with(trouble, json!(null)).user(user_id)
        })
        .await),
    }
}

/// Whether the service has deleted the passkeys, too.
async fn attempt(
    admin: &Admin,
    confirmed: Confirmed,
    user_id: &str,
    application: &Application,
    passwordless: &Passwordless,
) -> Result<bool, Trouble> {
    let _: Fresh<StepUp> = confirmed.0.map_err(Trouble::Stale)?;
    if user_id == admin.user.session.user_id() {
        let words = "You cannot delete your own account here: nobody could manage users then. Name another \
                     administrator in ADMIN first.";
        return Err(Trouble::Other(Problem::new(Status::Conflict, "own_account", words)));
    }
    match departure::delete(user_id, application, passwordless).await? {
        Departed::Whole => Ok(true),
        Departed::HereOnly => Ok(false),
        Departed::Nobody => Err(Trouble::gone()),
    }
}
