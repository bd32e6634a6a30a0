//! What is Postgres' own about opening: its limits, and what is wrong when it does not open.

use std::net::IpAddr;

use rocket::tokio::time::timeout;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, PgPool};
use url::Url;

use super::DatabaseError;
use super::connections::Connections;
use super::limits::{OF_THE_CRATE, patient};

/// Ends, at the server, what nobody waits for any more. An address that says something else is left as it is.
const LIMITS: [(&str, &str); 2] =
    [("statement_timeout", "10s"), ("idle_in_transaction_session_timeout", "10s")];

/// The address, with our limits.
pub(super) fn limited(url: &str) -> Result<String, DatabaseError> {
    let mut url = Url::parse(url).map_err(|error| sqlx::Error::Configuration(error.into()))?;
    for (name, value) in LIMITS {
        if !url.query().unwrap_or_default().contains(name) {
            url.query_pairs_mut().append_pair(&format!("options[{name}]"), value);
        }
    }
    Ok(url.into())
}

/// The crate's connections.
pub(super) async fn pool(url: &str) -> Result<PgPool, DatabaseError> {
    Ok(patient(PgPoolOptions::new()).max_connections(OF_THE_CRATE).connect(url).await?)
}

/// Connects once. A pool would try for a while, and then no longer know why.
pub(super) async fn reach(url: &str) -> Result<(), DatabaseError> {
    let options: PgConnectOptions = url.parse()?;
    warn_if_readable(&options);
    let refused = |source| DatabaseError::Postgres { reason: reason(&source, &options), source };
    let connection = timeout(Connections::PATIENCE, options.connect()).await;
    let connection = connection.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(refused)?;
    Ok(connection.close().await?)
}

fn reason(error: &sqlx::Error, options: &PgConnectOptions) -> String {
    let place = match options.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let code = match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => {
            return format!(
                "Postgres does not answer at {place}. Does it run, and may this machine reach it there?"
            );
        }
        sqlx::Error::Tls(_) => {
            return format!(
                "no TLS with Postgres at {place}. Look at sslmode and sslrootcert in DATABASE_URL, and at its certificate"
            );
        }
        sqlx::Error::Database(error) => error.code(),
        _ => None,
    };
    match code.as_deref() {
        Some("28P01" | "28000") => format!(
            "Postgres at {place} does not let the user {} in. Look at the name and password in DATABASE_URL, and at pg_hba.conf",
            options.get_username()
        ),
        Some("3D000") => format!(
            "Postgres at {place} has no database {}. Make it with createdb, or write another to DATABASE_URL",
            options.get_database().unwrap_or_default()
        ),
        Some("53300") => format!(
            "Postgres at {place} has no connection left. Each instance of the demo takes up to twelve; raise its max_connections"
        ),
        Some("57P03") => format!("Postgres at {place} is still starting, or shutting down. Try again soon"),
        _ => format!("Postgres at {place} does not take the connection"),
    }
}

/// Somebody on the way could read the key of our cookies, or answer in the server's place.
fn warn_if_readable(options: &PgConnectOptions) {
    let host = options.get_host();
    let is_here = options.get_socket().is_some()
        || host == "localhost"
        || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    if !is_here && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull) {
        tracing::warn!(
            "the connection to Postgres at {host} can be read or led elsewhere on its way. Add sslmode=verify-full \
             to DATABASE_URL, and sslrootcert=FILE if its certificate is of an authority of your own"
        );
    }
}
