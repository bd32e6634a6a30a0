//! A session of ours in place of axum-login's, which the password opens as well (the third way).

mod account;
mod login;
#[path = "../own_session/pages.rs"]
mod pages;
mod session;
mod sign_up;
#[path = "../own_session/users.rs"]
mod users;

use axum::{Extension, Router, routing::get};
use passwordless::BuildError;
use passwordless_tower::PasswordlessBuilder;
use sqlx::SqlitePool;

use session::AuthSession;
use users::Users;

/// The application: its pages over `db`.
///
/// # Errors
///
/// When the settings of `passwordless` do not go together.
pub fn app(db: SqlitePool, passwordless: PasswordlessBuilder) -> Result<Router, BuildError> {
    let passwordless = passwordless
        .users(Users::new(db.clone()))
        .other_way_in(async |_| Ok(true)) // everybody has a password
        .build()?;
    let pages = pages().nest("/passkeys", passwordless.routes()).layer(Extension(passwordless));
    Ok(pages.with_state(Users::new(db)))
}

fn pages() -> Router<Users> {
    Router::new()
        .route("/", get(account::home))
        .merge(sign_up::routes())
        .merge(login::routes())
        .merge(account::routes())
}
