//! An application of Rocket as there are many: people sign up with an e-mail address, a password and a tick at the terms
//! of use, a private cookie says who is logged in, and everything is in SQLite.

mod account;
mod db;
mod error;
mod login;
mod password;
mod sign_up;
mod user;

use rocket::{Build, Rocket};
use rocket_dyn_templates::Template;

pub use db::Db;

/// The application: its pages over `db`.
#[must_use]
pub fn rocket(db: Db) -> Rocket<Build> {
    let figment = rocket::Config::figment()
        .merge(("port", 4000))
        .merge(("template_dir", concat!(env!("CARGO_MANIFEST_DIR"), "/../templates")));
    rocket::custom(figment)
        .manage(db)
        .attach(Template::fairing())
        .mount("/", sign_up::routes())
        .mount("/", login::routes())
        .mount("/", account::routes())
}
