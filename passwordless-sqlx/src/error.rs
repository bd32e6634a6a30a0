use std::{error::Error as StdError, fmt};

use aws_lc_rs::error::Unspecified;
use sqlx::migrate::MigrateError;

use crate::migrations::VERSION;

/// Why the tables could not be made, or the store could not be opened.
#[derive(Debug)]
pub struct OpenError {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// There are no tables of ours.
    Missing,
    Older(i64),
    Newer(i64),
    /// A migration that was applied reads differently in this version.
    Changed(i64),
    Migration(MigrateError),
    Database(sqlx::Error),
    Randomness(Unspecified),
}

impl OpenError {
    pub(crate) fn migration(error: MigrateError) -> Self {
        Self {
            kind: match error {
                MigrateError::VersionMissing(version) => Kind::Newer(version),
                MigrateError::VersionMismatch(version) => Kind::Changed(version),
                error => Kind::Migration(error),
            },
        }
    }

    pub(crate) fn database(error: sqlx::Error) -> Self {
        Self { kind: if is_missing_table(&error) { Kind::Missing } else { Kind::Database(error) } }
    }

    pub(crate) fn randomness(error: Unspecified) -> Self {
        Self { kind: Kind::Randomness(error) }
    }

    /// What a database at this migration lacks for this version of the crate, or has too much.
    pub(crate) fn check(version: i64) -> Result<(), Self> {
        match version {
            VERSION => Ok(()),
            0 => Err(Self { kind: Kind::Missing }),
            ..VERSION => Err(Self { kind: Kind::Older(version) }),
            _ => Err(Self { kind: Kind::Newer(version) }),
        }
    }
}

fn is_missing_table(error: &sqlx::Error) -> bool {
    // SQLite has no code of its own for it.
    error.as_database_error().is_some_and(|error| {
        error.code().is_some_and(|code| code == "42P01") || error.message().starts_with("no such table")
    })
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Missing => f.write_str(
                "the database has no tables of passwordless-sqlx; call SqlStore::migrate before SqlStore::open, \
                 and look whether both mean the same database and schema",
            ),
            Kind::Older(version) => write!(
                f,
                "the tables of passwordless-sqlx are at migration {version}, and this version of the crate needs \
                 {VERSION}; call SqlStore::migrate before SqlStore::open"
            ),
            Kind::Newer(version) => write!(
                f,
                "the tables of passwordless-sqlx are at migration {version}, and this version of the crate knows \
                 only {VERSION}; a newer version has migrated them, so upgrade this one, too"
            ),
            Kind::Changed(version) => write!(
                f,
                "migration {version} of passwordless-sqlx was applied to this database with other words; restore \
                 the table passwordless_migrations, or drop everything that begins with passwordless_ and migrate \
                 again (spent tokens and sign-outs are forgotten then, so change the session key as well)"
            ),
            Kind::Migration(_) => f.write_str(
                "the tables of passwordless-sqlx could not be made; may this user create tables and views here?",
            ),
            Kind::Database(_) => f.write_str("the database did not answer, or not as it should"),
            Kind::Randomness(_) => f.write_str("the system has no random bytes to give"),
        }
    }
}

impl StdError for OpenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.kind {
            Kind::Migration(error) => Some(error),
            Kind::Database(error) => Some(error),
            Kind::Randomness(error) => Some(error),
            Kind::Missing | Kind::Older(_) | Kind::Newer(_) | Kind::Changed(_) => None,
        }
    }
}
