//! Serves the application at <http://localhost:4000>: with passwords only, or with passkeys in the way that the first
//! argument names, such as `own-session`. Its database is `notes.sqlite`, and an emulator keeps passkeys in
//! `passkeys.redb`.

use std::{error::Error, net::SocketAddr};

use axum::Router;
use example_axum_login::{migrate, our_session, own_routes, own_session, passwordless, passwords, settings};
use passwordless::{SessionKey, SingleProcess};
use passwordless_emulator::Emulator;
use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt::init();
    let file = SqliteConnectOptions::new().filename("notes.sqlite").create_if_missing(true);
    let db = SqlitePool::connect_with(file).await?;
    migrate(&db).await?;
    let emulator = Emulator::builder().data("passkeys.redb").start()?;
    let app = app(&emulator, db, std::env::args().nth(1).as_deref())?;
    let listener = TcpListener::bind("127.0.0.1:4000").await?;
    tracing::info!("listening at http://localhost:4000");
    // With the client's address, so that limits count each client by itself.
    let app = app.merge(settings(&emulator)).into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, app).await?)
}

fn app(emulator: &Emulator, db: SqlitePool, way: Option<&str>) -> Result<Router, Box<dyn Error>> {
    let passwordless = passwordless(emulator, "http://localhost:4000", SingleProcess::new())?;
    match way {
        None => Ok(passwords::app(db, false)),
        Some("own-routes") => Ok(own_routes::app(db, passwordless, false)?),
        Some("own-session") => Ok(own_session::app(db, passwordless, false)?),
        // In production SessionKey::from_env: with another key everybody signs in again.
        Some("our-session") => Ok(our_session::app(db, passwordless.key(SessionKey::generate()?))?),
        Some(other) => {
            Err(format!("{other:?} is no way; there are own-routes, own-session, our-session").into())
        }
    }
}
