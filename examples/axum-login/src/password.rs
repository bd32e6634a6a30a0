use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{Error, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::task::spawn_blocking;

/// Compared with where there is no such user, so that the time taken does not tell who has an account.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("").unwrap_or_default());

/// Hashes a password by Argon2id, on a thread that may block.
pub(crate) async fn hash(password: String) -> Result<String, Error> {
    spawn_blocking(move || hash_now(&password)).await.unwrap_or(Err(Error::Internal))
}

/// Whether `hash` was made of this password. It never was where there is no hash.
pub(crate) async fn matches(password: String, hash: Option<String>) -> Result<bool, Error> {
    let check = move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        match Argon2::default().verify_password(password.as_bytes(), &PasswordHash::new(&hash)?) {
            Ok(()) => Ok(known),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error),
        }
    };
    spawn_blocking(check).await.unwrap_or(Err(Error::Internal))
}

fn hash_now(password: &str) -> Result<String, Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}
