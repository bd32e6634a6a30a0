//! The same look as at the start, without serving, written down for an operator.

use std::io::{self, Write};

use passwordless_rocket::Passwordless;
use rocket::{Ignite, Rocket};

use super::{Doubts, service};
use crate::application::Application;
use crate::problem::Chain;
use crate::server::rocket;
use crate::settings::{Backend, Settings};
use crate::start_error::StartError;

/// Looks at settings, database and service, and writes what it finds. Serves nothing.
///
/// # Errors
///
/// If a setting cannot be used, something does not work, or the report cannot be written; the text says what to do.
pub async fn report(settings: Settings, out: &mut impl Write) -> Result<(), StartError> {
    let seen = seen(&settings);
    let server = rocket(settings).await?.ignite().await;
    let server = server.map_err(|error| StartError::Launch(error.kind().to_string()))?;
    let found = look(&server).await;
    write(out, &seen, &found).map_err(StartError::Report)?;
    match found.iter().filter(|(mark, _)| *mark == Mark::Broken).count() {
        0 => Ok(()),
        broken => Err(StartError::Unwell { broken }),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Well,
    Doubtful,
    Broken,
}

/// The settings by name, without any secret.
fn seen(settings: &Settings) -> Vec<(&'static str, String)> {
    let (url, secret, key) = match &settings.backend {
        Backend::Emulator => {
            ("the emulator, in this process".to_owned(), ("API_SECRET", "its own"), "its own".into())
        }
        Backend::Service { url, secret, key } => {
            (url.clone(), (secret.name(), "set"), format!("of the application `{}`", key.app_id()))
        }
    };
    let database = match settings.database_url.as_deref().and_then(|url| url.split_once(':')) {
        Some((kind, _)) => format!("set, {kind}"),
        None => "not set, so a SQLite file in DATA_DIR".to_owned(),
    };
    vec![
        ("ORIGIN", settings.origin.origin().ascii_serialization()),
        ("relying party", settings.origin.domain().unwrap_or_default().to_owned()),
        ("PORT", settings.port.to_string()),
        ("API_URL", url),
        ("API_KEY", key),
        (secret.0, secret.1.to_owned()),
        ("DATABASE_URL", database),
        ("DATA_DIR", settings.data_dir.display().to_string()),
    ]
}

async fn look(server: &Rocket<Ignite>) -> Vec<(Mark, String)> {
    let mut found = Vec::new();
    if let Some(Doubts(doubts)) = server.state() {
        found.extend(doubts.iter().map(|doubt| (Mark::Doubtful, doubt.to_string())));
    }
    if let Some(application) = server.state::<Application>() {
        found.push(match application.database.ping().await {
            Ok(()) => (Mark::Well, "the database answers".to_owned()),
            Err(error) => (
                Mark::Broken,
                format!("the database does not answer. Look at DATABASE_URL ({})", Chain(&error)),
            ),
        });
        found.push(match service::look(&application.client, &application.api_url).await {
            Ok(()) => (Mark::Well, "the service answers, and takes our secret".to_owned()),
            Err(trouble) => (Mark::Broken, trouble),
        });
    }
    if let Some(passwordless) = server.state::<Passwordless>() {
        found.push(match passwordless.account().missing_purposes().await {
            Ok(missing) if missing.is_empty() => (Mark::Well, "the service knows our purposes".to_owned()),
            Ok(missing) => (
                Mark::Doubtful,
                format!(
                    "the service does not know the purposes {missing:?}, so no step-up for them can succeed"
                ),
            ),
            Err(error) => {
                (Mark::Doubtful, format!("the purposes could not be looked at ({})", Chain(&error)))
            }
        });
    }
    found
}

fn write(out: &mut impl Write, seen: &[(&str, String)], found: &[(Mark, String)]) -> io::Result<()> {
    for (name, value) in seen {
        writeln!(out, "{name:<16} {value}")?;
    }
    writeln!(out)?;
    for (mark, words) in found {
        let mark = match mark {
            Mark::Well => "well",
            Mark::Doubtful => "doubtful",
            Mark::Broken => "broken",
        };
        writeln!(out, "{mark:<16} {words}")?;
    }
    out.flush()
}
