//! Serves the application at <http://localhost:4000>: with passwords only, or with passkeys in the way that the first
//! argument names, such as `own-session`. Its database is `notes.sqlite`, and an emulator keeps passkeys in
//! `passkeys.redb`.

use std::error::Error;

use example_rocket_cookie::{Db, our_session, own_routes, own_session, passwordless, passwords, settings};
use passwordless::SingleProcess;
use passwordless_emulator::Emulator;
use rocket::{Build, Config, Rocket, figment::Figment};

#[rocket::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder().data("passkeys.redb").start()?;
    let rocket = rocket(&emulator, Db::open("notes.sqlite")?, std::env::args().nth(1).as_deref())?;
    rocket.attach(settings(&emulator)).launch().await?;
    Ok(())
}

fn rocket(emulator: &Emulator, db: Db, way: Option<&str>) -> Result<Rocket<Build>, Box<dyn Error>> {
    let config: Figment = Config::figment().merge(("port", 4000));
    let passwordless = passwordless(emulator, "http://localhost:4000", SingleProcess::new())?;
    match way {
        None => Ok(passwords::rocket(config, db)),
        Some("own-routes") => Ok(own_routes::rocket(config, db, passwordless)),
        Some("own-session") => Ok(own_session::rocket(config, db, passwordless)),
        Some("our-session") => Ok(our_session::rocket(config, db, passwordless)),
        Some(other) => {
            Err(format!("{other:?} is no way; there are own-routes, own-session, our-session").into())
        }
    }
}
