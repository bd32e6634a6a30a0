//! Passkeys over the application's own session, by our routes (the second way).

mod account;
mod login;
mod pages;
mod passkeys;
#[path = "../passwords/sign_up.rs"]
mod sign_up;
mod users;

use axum::{Extension, Router, routing::get};
use axum_login::{
    AuthManagerLayer, AuthManagerLayerBuilder,
    tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite},
};
use passwordless::BuildError;
use passwordless_tower::PasswordlessBuilder;
use sqlx::SqlitePool;
use time::Duration;

use crate::sessions::Sessions;
use passkeys::AxumLogin;
use users::Users;

/// Who is logged in, as axum-login says it.
type AuthSession = axum_login::AuthSession<Users>;

/// The application: its pages over `db`. `secure` says that people see them by https.
///
/// # Errors
///
/// When the settings of `passwordless` do not go together.
pub fn app(db: SqlitePool, passwordless: PasswordlessBuilder, secure: bool) -> Result<Router, BuildError> {
    let passwordless = passwordless
        .without_sessions()
        .other_way_in(async |_| Ok(true)) // everybody has a password
        .build()?
        .own_session(AxumLogin);
    let pages = pages().nest("/passkeys", passwordless.routes()).layer(Extension(passwordless));
    Ok(pages.layer(log_in_by_session(&db, secure)).with_state(Users::new(db)))
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
