//! The application as it was: passwords, and nothing else.

mod account;
mod login;
mod session;
mod sign_up;
mod user;

use rocket::{Build, Rocket, figment::Figment};
use rocket_dyn_templates::Template;

use crate::Db;

/// The application: its pages over `db`.
#[must_use]
pub fn rocket(config: Figment, db: Db) -> Rocket<Build> {
    rocket::custom(
        config.join(("template_dir", concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/passwords"))),
    )
    .manage(db)
    .attach(Template::fairing())
    .mount("/", sign_up::routes())
    .mount("/", login::routes())
    .mount("/", account::routes())
}
