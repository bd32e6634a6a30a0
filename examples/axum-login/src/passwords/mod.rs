//! The application as it was: passwords, and nothing else.

mod account;
mod login;
mod pages;
mod sign_up;
mod users;

use axum::{Router, routing::get};
use axum_login::{
    AuthManagerLayer, AuthManagerLayerBuilder,
    tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite},
};
use sqlx::SqlitePool;
use time::Duration;

use crate::sessions::Sessions;
use users::Users;

/// Who is logged in, as axum-login says it.
type AuthSession = axum_login::AuthSession<Users>;

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

fn log_in_by_session(db: &SqlitePool, secure: bool) -> AuthManagerLayer<Users, Sessions> {
    let sessions = SessionManagerLayer::new(Sessions::new(db.clone()))
        .with_secure(secure)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::days(14)));
    AuthManagerLayerBuilder::new(Users::new(db.clone()), sessions).build()
}
