use std::time::SystemTime;

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
use crate::users::Address;
use crate::users::Name;

/// What the form says.
#[derive(Debug, FromForm)]
pub(super) struct NewUser<'r> {
    name: &'r str,
    email: Option<&'r str>,
}

/// Makes an account for somebody, who comes in by a link and makes a passkey then.
#[post("/admin/users?<view..>", data = "<form>")]
pub(super) async fn create(
    admin: Admin,
    confirmed: Confirmed,
    asker: Asker,
    view: View,
    form: Form<NewUser<'_>>,
    application: &State<Application>,
) -> Result<Done, Refusal> {
    match attempt(confirmed, &form, application).await {
        Ok((user_id, name)) => {
            let document = json!({ "userId": user_id, "name": name.as_str() });
            let path = view.having_done(Deed::Created).path_to(&user_id);
            Ok(Done::new(asker, path, Status::Created, document))
        }
        Err(error) => Err(Refusal::new(asker, error, |error| {
            let typed = json!({ "name": form.name, "email": form.email });
            AdminPage::new(application, &admin, &view).with(error, typed).users()
        })
        .await),
    }
}

async fn attempt(
    confirmed: Confirmed,
    form: &NewUser<'_>,
    application: &Application,
) -> Result<(String, Name), AdminError> {
    let _: Fresh<StepUp> = confirmed.0.map_err(AdminError::Stale)?;
    let name = Name::new(form.name)?;
    let address = match form.email.unwrap_or_default().trim() {
        "" => None,
        typed => Some(Address::new(typed).ok_or_else(no_address)?),
    };
    let user_id = uuid::Uuid::new_v4().to_string();
    let created = application.database.create_user(&user_id, &name, address.as_ref(), SystemTime::now());
    AdminError::unless_done(created.await?)?;
    tracing::info!(user_id, "an administrator made an account");
    alias::tell(&application.client, &application.database, &user_id).await;
    Ok((user_id, name))
}

fn no_address() -> AdminError {
    let words = "That is not an e-mail address, such as pat@example.com.";
    AdminError::typed("email", Status::BadRequest, "invalid_address", words)
}
