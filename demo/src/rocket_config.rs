//! Rocket's own configuration: `Rocket.toml` of this folder and `ROCKET_…`, with our port and key.

use std::path::{Path, PathBuf};

use rocket::config::{LogLevel, SecretKey};
use rocket::figment::Figment;
use rocket::figment::providers::{Env, Format, Toml};

use crate::database::{Database, DatabaseError};
use crate::serving;
use crate::settings::Settings;

/// Reads it, and takes the key of the cookies from the database where nobody set one.
///
/// # Errors
///
/// If the database does not answer.
pub(crate) async fn figment(settings: &Settings, database: &Database) -> Result<Figment, DatabaseError> {
    let mut figment = Figment::from(rocket::Config::default())
        .merge(("template_dir", template_dir()))
        // Send no `Server` header.
        .merge(("ident", false))
        .merge(serving::GRACE)
        .merge(serving::MERCY);
    // Further up, `Rocket.toml` may be anybody's, and it could name the key of our cookies.
    if Path::new("Rocket.toml").is_file() {
        figment = figment.merge(Toml::file_exact("Rocket.toml").nested());
    }
    let figment = figment
        .merge(Env::prefixed("ROCKET_").global())
        .merge(("port", settings.port))
        // At `debug` Rocket prints every request with its cookies and tokens. `RUST_LOG` has our own log.
        .merge(("log_level", LogLevel::Off))
        // Anybody may send such a header; `TRUSTED_PROXIES` says who is believed.
        .merge(("ip_header", false));
    // A key that somebody set stays, and one that cannot be read is Rocket's to refuse.
    if !figment.extract_inner::<SecretKey>("secret_key").is_ok_and(|key| !key.is_provided()) {
        return Ok(figment);
    }
    let fresh = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
    Ok(figment.merge(("secret_key", database.secret("cookie key", &fresh).await?)))
}

/// The templates lie beside the program, or, while it is developed, at the top of the project.
fn template_dir() -> PathBuf {
    let beside = PathBuf::from("templates");
    if beside.is_dir() { beside } else { concat!(env!("CARGO_MANIFEST_DIR"), "/../templates").into() }
}
