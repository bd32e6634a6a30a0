//! The Rocket server, the same for the program and for its tests.

use std::io::Write;

use rocket::{Build, Rocket};
use rocket_dyn_templates::Template;

use crate::database::Database;
use crate::doctor::Seen;
use crate::rocket_config::figment;
use crate::service::Service;
use crate::settings::Settings;
use crate::start_error::StartError;
use crate::state::Application;
use crate::{admin, database, doctor, file_modes, pages, passkeys, serving, upkeep};

/// Builds the application: opens the database, starts the emulator if it is asked for, mounts everything.
///
/// # Errors
///
/// If a setting cannot be used; the text names it.
pub async fn rocket(settings: Settings) -> Result<Rocket<Build>, StartError> {
    let application = open(&settings).await?;
    let figment = figment(&settings, &application.database).await?;
    let rocket = serving::attach(rocket::custom(figment), &settings.serving, &application);
    Ok(doctor::attach(rocket, &settings, &application)
        .attach(pages::ExampleAddresses)
        .attach(Template::fairing())
        .attach(passkeys::fairing(&application, &settings.serving))
        .attach(upkeep::sweeper())
        .manage(application)
        .mount("/", pages::routes())
        .mount("/", admin::routes())
        .register("/", serving::catchers()))
}

/// Looks at settings, database and service, and writes what it finds. Serves nothing.
///
/// # Errors
///
/// If a setting cannot be used, something does not work, or the report cannot be written; the text says what to do.
pub async fn report(settings: Settings, out: &mut impl Write) -> Result<(), StartError> {
    let seen = Seen::of(&settings);
    let server = rocket(settings).await?.ignite().await;
    let server = server.map_err(|error| StartError::Launch(error.kind().to_string()))?;
    Ok(doctor::report(seen, &server, out).await?)
}

/// Starts the emulator if it is asked for, and opens the database.
async fn open(settings: &Settings) -> Result<Application, StartError> {
    let folder = &settings.data_dir;
    file_modes::folder(folder).map_err(|source| StartError::DataDir { path: folder.clone(), source })?;
    let Service { client, api_url, api_key, emulator } = Service::start(&settings.backend, folder).await?;
    // One file for each application at the service: its user ids mean nothing to another.
    let file = folder.join(format!("users-{}.sqlite", api_key.app_id()));
    let database = Database::open(settings.database_url.as_deref(), &file).await?;
    let (origin, admin) = (settings.origin.clone(), settings.admin.clone());
    if let Some(admin) = &admin
        && database.user(admin).await.map_err(database::DatabaseError::from)?.is_none()
    {
        tracing::warn!(
            "ADMIN is `{admin}`, and no user has this id: nobody may manage users. Write the user id that the \
             page of the administrator's account shows, not the name"
        );
    }
    let cors_origins = settings.serving.cors_origins.clone();
    Ok(Application { client, database, origin, admin, api_url, api_key, emulator, cors_origins })
}
