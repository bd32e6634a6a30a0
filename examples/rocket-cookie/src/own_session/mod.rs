//! Passkeys over the application's own session, by our routes (the second way).

mod account;
mod login;
mod passkeys;
#[path = "../passwords/session.rs"]
mod session;
#[path = "../passwords/sign_up.rs"]
mod sign_up;
mod user;

use passwordless_rocket::PasswordlessFairing;
use rocket::{Build, Rocket, figment::Figment};
use rocket_dyn_templates::Template;

use crate::Db;
use passkeys::PrivateCookie;

/// The application: its pages over `db`.
#[must_use]
pub fn rocket(config: Figment, db: Db, passwordless: PasswordlessFairing) -> Rocket<Build> {
    let passwordless = passwordless
        .without_sessions()
        .other_way_in(async |_| Ok(true)) // everybody has a password
        .own_session(PrivateCookie(db.clone()));
    rocket::custom(
        config.join(("template_dir", concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/passkeys"))),
    )
    .manage(db)
    .attach(Template::fairing())
    .attach(passwordless)
    .mount("/", sign_up::routes())
    .mount("/", login::routes())
    .mount("/", account::routes())
}
