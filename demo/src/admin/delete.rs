use passwordless::StepUp;
use passwordless::accounts::Deletion;
use passwordless_rocket::{Fresh, Passwordless};
use rocket::http::Status;
use rocket::{State, post};
use serde_json::json;

use super::guard::{Admin, Confirmed};
use super::outcome::{AdminError, Deed, Done, Refusal};
use super::page::AdminPage;
use super::view::View;
use crate::request::{Asker, Problem};
use crate::state::Application;
use crate::upkeep::deletion;

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
        Ok(is_complete) => {
            let (deed, status, passkeys) = match is_complete {
                true => (Deed::Deleted, Status::Ok, "deleted"),
                false => (Deed::DeletedHere, Status::Accepted, "pending"),
            };
            let document = json!({ "userId": user_id, "passkeys": passkeys });
            Ok(Done::new(asker, view.having_done(deed).path(), status, document))
        }
        Err(error) => Err(Refusal::new(asker, error, |error| {
            AdminPage::new(application, &admin, &view).with(error, json!(null)).user(user_id)
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
) -> Result<bool, AdminError> {
    let _: Fresh<StepUp> = confirmed.0.map_err(AdminError::Stale)?;
    if user_id == admin.user.session.user_id() {
        let words = "You cannot delete your own account here: nobody could manage users then. Name another \
                     administrator in ADMIN first.";
        return Err(AdminError::Other(Problem::new(Status::Conflict, "own_account", words)));
    }
    let deletion =
        deletion::delete(user_id, application, passwordless).await?.ok_or_else(AdminError::gone)?;
    Ok(deletion == Deletion::Deleted)
}
