//! The Rocket server, the same for the program and for its tests.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use passwordless_rocket::{Passwordless, PasswordlessFairing};
use rocket::config::{LogLevel, SecretKey};
use rocket::fairing::AdHoc;
use rocket::figment::Figment;
use rocket::figment::providers::{Env, Format, Toml};
use rocket::{Build, Rocket};
use rocket_dyn_templates::Template;

use crate::application::Application;
use crate::example_addresses::ExampleAddresses;
use crate::problem::Chain;
use crate::settings::Settings;
use crate::start_error::StartError;
use crate::{accounts, catchers, departure, doctor, routes, serving};

/// Builds the whole application: opens the database, starts the emulator if it is asked for, mounts everything.
///
/// # Errors
///
/// If a setting cannot be used; the text names it.
pub async fn rocket(settings: Settings) -> Result<Rocket<Build>, StartError> {
    let application = Application::start(&settings).await?;
    let figment = figment(&settings, &application).await?;
    let rocket = serving::attach(rocket::custom(figment), &settings.serving, &application);
    Ok(doctor::attach(rocket, &settings, &application)
        .attach(ExampleAddresses)
        .attach(Template::fairing())
        .attach(sign_in(&application))
        .attach(AdHoc::on_liftoff("sweeper", |rocket| Box::pin(async move { start_sweeper(rocket) })))
        .manage(application)
        .mount("/", routes::all())
        .register("/", serving::complete(catchers::all())))
}

/// All that the demo knows of passkeys: the crate does the rest.
fn sign_in(application: &Application) -> PasswordlessFairing {
    let relying_party = application.relying_party().to_owned();
    Passwordless::fairing()
        .client(application.client.clone())
        .origins(application.origins())
        .store(application.database.store())
        .policy(move |policy| policy.relying_party(&relying_party))
        .sign_in_page("/")
        .accounts(|account, rocket| match rocket.state::<Application>() {
            Some(application) => accounts::decide(account, application),
            None => account,
        })
}

/// Rocket's own configuration (`Rocket.toml` of this folder, `ROCKET_…`) with our port and key.
async fn figment(settings: &Settings, application: &Application) -> Result<Figment, StartError> {
    let mut figment = Figment::from(rocket::Config::default())
        .merge(("log_level", LogLevel::Off))
        .merge(("template_dir", template_dir()))
        // Nobody need know what we are made of.
        .merge(("ident", false))
        .merge(serving::GRACE)
        .merge(serving::MERCY);
    // Further up, `Rocket.toml` may be anybody's, and it could name the key of our cookies.
    if Path::new("Rocket.toml").is_file() {
        figment = figment.merge(Toml::file_exact("Rocket.toml").nested());
    }
    let figment = figment
        .merge(Env::prefixed("ROCKET_").global())
        .merge(("port", settings.port))
        // Anybody may send such a header; `TRUSTED_PROXIES` says who is believed.
        .merge(("ip_header", false));
    // A key that somebody set stays, and one that cannot be read is Rocket's to refuse.
    if !figment.extract_inner::<SecretKey>("secret_key").is_ok_and(|key| !key.is_provided()) {
        return Ok(figment);
    }
    let fresh = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
    Ok(figment.merge(("secret_key", application.database.secret("cookie key", &fresh).await?)))
}

/// The templates lie beside the program, or, while it is developed, at the top of the project.
fn template_dir() -> PathBuf {
    let beside = PathBuf::from("templates");
    if beside.is_dir() { beside } else { concat!(env!("CARGO_MANIFEST_DIR"), "/../templates").into() }
}

/// Forgets old sign-ins and finishes what was begun, every ten minutes for as long as the server runs.
fn start_sweeper(rocket: &Rocket<rocket::Orbit>) {
    let Some(passwordless) = rocket.state::<Passwordless>().cloned() else { return };
    let Some(application) = rocket.state::<Application>().cloned() else { return };
    let mut shutdown = rocket.shutdown();
    rocket::tokio::spawn(async move {
        let mut every = rocket::tokio::time::interval(Duration::from_secs(600));
        loop {
            rocket::tokio::select! {
                () = &mut shutdown => return,
                _ = every.tick() => {}
            }
            if let Err(error) = application.database.sweep(SystemTime::now()).await {
                tracing::warn!(error = %Chain(&error), "the database did not forget what is old");
            }
            if let Err(problem) = departure::finish_all(&application, &passwordless).await {
                tracing::warn!(code = problem.code, "not every deleted user is deleted everywhere");
            }
        }
    });
}
