//! Passkeys over the application's own session, by routes of its own (the first way).

#[path = "../own_session/account.rs"]
mod account;
#[path = "../own_session/login.rs"]
mod login;
mod passkeys;
#[path = "../passwords/session.rs"]
mod session;
#[path = "../passwords/sign_up.rs"]
mod sign_up;
#[path = "../own_session/user.rs"]
mod user;

use passwordless_rocket::PasswordlessFairing;
use rocket::{Build, Rocket, figment::Figment};
use rocket_dyn_templates::Template;

use crate::Db;

/// The application: its pages over `db`.
#[must_use]
pub fn rocket(config: Figment, db: Db, passwordless: PasswordlessFairing) -> Rocket<Build> {
    let passwordless = passwordless.without_sessions().other_way_in(async |_| Ok(true)); // everybody has a password
    rocket::custom(
        config.join(("template_dir", concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/own_routes"))),
    )
    .manage(db)
    .attach(Template::fairing())
    .attach(passwordless)
    .mount("/", sign_up::routes())
    .mount("/", login::routes())
    .mount("/", account::routes())
    .mount("/", passkeys::routes())
}
