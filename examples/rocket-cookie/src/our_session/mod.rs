//! A session of ours in place of the private cookie, which the password opens as well (the third way).

mod account;
mod login;
mod session;
mod sign_up;
#[path = "../own_session/user.rs"]
mod user;

use passwordless_rocket::PasswordlessFairing;
use rocket::{Build, Rocket, figment::Figment};
use rocket_dyn_templates::Template;

use crate::Db;
use session::Accounts;

/// The application: its pages over `db`.
#[must_use]
pub fn rocket(config: Figment, db: Db, passwordless: PasswordlessFairing) -> Rocket<Build> {
    let passwordless = passwordless.users(Accounts(db.clone())).other_way_in(async |_| Ok(true)); // everybody has a password
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
