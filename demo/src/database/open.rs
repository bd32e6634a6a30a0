//! Opening: a file of SQLite, or what `DATABASE_URL` names.

use std::path::Path;
use std::time::Duration;

use passwordless_sqlx::{Database as Tables, SqlStore};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};

use super::Database;
use crate::private;
use crate::start_error::StartError;

/// How long to wait for a connection, or for another program that holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an address of SQLite would read as something else.
const IN_PATH: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

impl Database {
    /// Opens the database, makes it if it is a file that is not there, and brings it up to date.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or belongs to another program.
    pub(crate) async fn open(url: Option<&str>, file: &Path) -> Result<Self, StartError> {
        let url = match url {
            Some(url) => url.trim().to_owned(),
            None => format!("sqlite:{}", utf8_percent_encode(&file.to_string_lossy(), IN_PATH)),
        };
        install_default_drivers();
        // The crate knows its two databases by name; everything else here is the same for both.
        let tables: Tables = match url.split(':').next() {
            Some("postgres" | "postgresql") => {
                let options: PgConnectOptions = url.parse()?;
                patient(PgPoolOptions::new()).max_connections(4).connect_with(options).await?.into()
            }
            Some("sqlite") => {
                let options: SqliteConnectOptions = url.parse()?;
                private::file(options.get_filename());
                let options = options
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .busy_timeout(PATIENCE);
                patient(SqlitePoolOptions::new()).max_connections(4).connect_with(options).await?.into()
            }
            _ => return Err(StartError::UnknownDatabase),
        };
        let pool = patient(AnyPoolOptions::new()).max_connections(8).connect(&url).await?;
        MIGRATIONS.run(&pool).await?;
        SqlStore::migrate(tables.clone()).await.map_err(StartError::Store)?;
        let store = SqlStore::open(tables).await.map_err(StartError::Store)?;
        Ok(Self { pool, store })
    }
}

fn patient<DB: sqlx::Database>(options: PoolOptions<DB>) -> PoolOptions<DB> {
    options.acquire_timeout(PATIENCE)
}
