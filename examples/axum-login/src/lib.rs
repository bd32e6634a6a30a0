//! An application of axum as there are many: people sign up with an e-mail address, a password and a tick at the terms of
//! use, axum-login knows who is logged in, tower-sessions keeps the sessions, and everything is in SQLite.

mod account;
mod error;
mod login;
mod pages;
mod password;
mod sessions;
mod sign_up;
mod users;

use axum::{Router, routing::get};
use axum_login::{
    AuthManagerLayerBuilder,
    tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite},
};
use sqlx::SqlitePool;
use time::Duration;

use error::Error;
use sessions::Sessions;
use users::{User, Users};

/// Who is logged in, as axum-login says it.
type AuthSession = axum_login::AuthSession<Users>;

/// Creates the tables that are missing.
///
/// # Errors
///
/// When the database cannot be changed.
pub async fn migrate(db: &SqlitePool) -> Result<(), sqlx::migrate::MigrateError> {
    sqlx::migrate!().run(db).await
}

/// The application: its pages over `db`. `secure` says that people see them by https.
pub fn app(db: SqlitePool, secure: bool) -> Router {
    pages().layer(log_in_by_session(&db, secure)).with_state(Users::new(db))
}

fn pages() -> Router<Users> {
    Router::new()
        .route("/", get(account::home))
        .merge(sign_up::routes())
        .merge(login::routes())
        .merge(account::routes())
}

fn log_in_by_session(db: &SqlitePool, secure: bool) -> axum_login::AuthManagerLayer<Users, Sessions> {
    let sessions = SessionManagerLayer::new(Sessions::new(db.clone()))
        .with_secure(secure)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::days(14)));
    AuthManagerLayerBuilder::new(Users::new(db.clone()), sessions).build()
}
