use passwordless::StepUp;
use passwordless_rocket::Fresh;
use rocket::form::{Form, FromForm};
use rocket::http::Status;
use rocket::{State, post};
use serde_json::json;

use super::guard::{Admin, Confirmed};
use super::outcome::{AdminError, Deed, Done, Refusal};
use super::page::AdminPage;
use super::view::View;
use crate::request::Asker;
use crate::state::Application;
use crate::upkeep::alias;
use crate::users::Name;

/// What the form says.
#[derive(Debug, FromForm)]
pub(super) struct NewName<'r> {
    name: &'r str,
    /// The name that the administrator saw. Where it is another by now, two would overwrite each other's.
    seen: &'r str,
}

/// Gives a user another name. The id stays, and with it the passkeys.
#[post("/admin/users/<user_id>/rename?<view..>", data = "<form>")]
pub(super) async fn rename(
    admin: Admin,
    confirmed: Confirmed,
    asker: Asker,
    user_id: &str,
    view: View,
    form: Form<NewName<'_>>,
    application: &State<Application>,
) -> Result<Done, Refusal> {
    match attempt(confirmed, user_id, &form, application).await {
        Ok(name) => {
            let document = json!({ "userId": user_id, "name": name.as_str() });
            let path = view.having_done(Deed::Renamed).path_to(user_id);
            Ok(Done::new(asker, path, Status::Ok, document))
        }
        Err(error) => Err(Refusal::new(asker, error, |error| {
            AdminPage::new(application, &admin, &view).with(error, json!({ "name": form.name })).user(user_id)
        })
        .await),
    }
}

async fn attempt(
    confirmed: Confirmed,
    user_id: &str,
    form: &NewName<'_>,
    application: &Application,
) -> Result<Name, AdminError> {
    let _: Fresh<StepUp> = confirmed.0.map_err(AdminError::Stale)?;
    let name = Name::new(form.name)?;
    AdminError::unless_done(application.database.rename_user(user_id, form.seen, &name).await?)?;
    tracing::info!(user_id, "an administrator renamed a user");
    alias::tell(&application.client, &application.database, user_id).await;
    Ok(name)
}
