//! The examples, each with an emulator of its own, on a port that is free.

use axum::Router;
use example_axum_login as axum_login;
use example_rocket_cookie as rocket_cookie;
use passwordless::{SessionKey, SingleProcess};
use passwordless_emulator::Emulator;
use passwordless_rocket::PasswordlessFairing;
use passwordless_tower::PasswordlessBuilder;
use rocket::{Build, Config, Rocket, config::LogLevel, figment::Figment};
use sqlx::{SqlitePool, sqlite::SqlitePoolOptions};
use tokio::net::TcpListener;

/// It ends with the test's runtime, and its service with it.
pub(crate) struct Served {
    pub(crate) url: String,
    _emulator: Emulator,
}

pub(crate) async fn axum_own_routes() -> Served {
    axum(|db, passwordless| axum_login::own_routes::app(db, passwordless, false).expect("settings")).await
}

pub(crate) async fn axum_our_session() -> Served {
    let key = SessionKey::generate().expect("a key");
    axum(|db, passwordless| axum_login::our_session::app(db, passwordless.key(key)).expect("settings")).await
}

pub(crate) async fn rocket_own_routes() -> Served {
    rocket(rocket_cookie::own_routes::rocket).await
}

pub(crate) async fn rocket_our_session() -> Served {
    rocket(rocket_cookie::our_session::rocket).await
}

pub(crate) async fn axum_own_session() -> Served {
    axum(|db, passwordless| axum_login::own_session::app(db, passwordless, false).expect("settings")).await
}

pub(crate) async fn rocket_own_session() -> Served {
    rocket(rocket_cookie::own_session::rocket).await
}

async fn axum(app: impl FnOnce(SqlitePool, PasswordlessBuilder) -> Router) -> Served {
    // Each connection to `:memory:` has a database of its own, so there is one.
    let db =
        SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.expect("a database");
    axum_login::migrate(&db).await.expect("its tables");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://localhost:{}", listener.local_addr().expect("its address").port());
    let emulator = Emulator::start().expect("an emulator");
    let passwordless = axum_login::passwordless(&emulator, &url, SingleProcess::new()).expect("its address");
    let app = app(db, passwordless).merge(axum_login::settings(&emulator));
    tokio::spawn(async move { axum::serve(listener, app).await });
    Served { url, _emulator: emulator }
}

async fn rocket(
    rocket: impl FnOnce(Figment, rocket_cookie::Db, PasswordlessFairing) -> Rocket<Build>,
) -> Served {
    // Rocket tells its port after the launch, and the origin must be known before.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    drop(listener);
    let url = format!("http://localhost:{port}");
    let emulator = Emulator::start().expect("an emulator");
    let passwordless =
        rocket_cookie::passwordless(&emulator, &url, SingleProcess::new()).expect("its address");
    let config = Figment::from(Config { port, log_level: LogLevel::Off, ..Config::debug_default() });
    let db = rocket_cookie::Db::open(":memory:").expect("a database");
    let rocket = rocket(config, db, passwordless).attach(rocket_cookie::settings(&emulator));
    let rocket = rocket.ignite().await.expect("settings");
    tokio::spawn(rocket.launch());
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::task::yield_now().await;
    }
    Served { url, _emulator: emulator }
}
