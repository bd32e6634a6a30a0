//! The same look as at the start, without serving, written down for an operator.

use std::io::{self, Write};

use passwordless_rocket::Passwordless;
use rocket::{Ignite, Rocket};

use super::doubts::Doubts;
use super::reach;
use super::seen::Seen;
use crate::chain::Chain;
use crate::state::Application;

/// Why the doctor ends with an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// Something does not work.
    #[error("{broken} of the things above {} not work", if *broken == 1 { "does" } else { "do" })]
    Unwell {
        /// How many.
        broken: usize,
    },
    /// The report cannot be written.
    #[error("the report cannot be written")]
    Unwritten(#[source] io::Error),
}

/// Looks at settings, database and service, and writes what it finds. Serves nothing.
pub(crate) async fn report(
    seen: Seen,
    server: &Rocket<Ignite>,
    out: &mut impl Write,
) -> Result<(), ReportError> {
    let found = look(server).await;
    write(out, &seen.0, &found).map_err(ReportError::Unwritten)?;
    match found.iter().filter(|(mark, _)| *mark == Mark::Broken).count() {
        0 => Ok(()),
        broken => Err(ReportError::Unwell { broken }),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Well,
    Doubtful,
    Broken,
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
                format!(
                    "the database does not answer, or takes no writes. Look at DATABASE_URL ({})",
                    Chain(&*error)
                ),
            ),
        });
        found.push(match reach::look(&application.client, &application.api_url).await {
            Ok(()) => (Mark::Well, "the service answers, and takes our secret".to_owned()),
            Err(trouble) => (Mark::Broken, trouble),
        });
    }
    if let Some(passwordless) = server.state::<Passwordless>() {
        found.push(match passwordless.accounts().missing_purposes().await {
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
