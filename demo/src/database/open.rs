//! Opening: a file of SQLite, or what `DATABASE_URL` names.

use std::path::Path;
use std::time::Duration;

use passwordless_sqlx::{SqlPool, SqlStore};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{AnyConnection, ConnectOptions, Connection};

use super::connections::Connections;
use super::limits::{OF_THE_APPLICATION, OF_THE_CRATE, patient};
use super::migrate::{Turn, migrate};
use super::{Database, DatabaseError, postgres};
use crate::file_modes;

/// How long the first page may wait until sign-outs were read: a million take about a second.
const PATIENCE_AT_START: Duration = Duration::from_secs(2);

/// What an address of SQLite would read as something else.
const IN_PATH: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');

impl Database {
    /// Opens the database, makes it if it is a file that is not there, and brings it up to date.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or belongs to another program.
    pub(crate) async fn open(url: Option<&str>, file: &Path) -> Result<Self, DatabaseError> {
        let url = match url {
            Some(url) => url.trim().to_owned(),
            None => format!("sqlite:{}", utf8_percent_encode(&file.to_string_lossy(), IN_PATH)),
        };
        install_default_drivers();
        // The crate knows its two databases by name; everything else here is the same for both.
        let (tables, limited, turn, cut): (SqlPool, _, _, _) = match url.split(':').next() {
            Some("postgres" | "postgresql") => {
                postgres::reach(&url).await?;
                let limited = postgres::limited(&url)?;
                (postgres::pool(&limited).await?.into(), limited, Turn::POSTGRES, true)
            }
            Some("sqlite") => (sqlite(&url).await?.into(), url.clone(), Turn::SQLITE, false),
            _ => return Err(DatabaseError::Unknown),
        };
        // Without a limit: the turn of another may take its time.
        let mut connection = AnyConnection::connect(&url).await?;
        migrate(&mut connection, turn).await?;
        connection.close().await?;
        SqlStore::migrate(tables.clone()).await.map_err(DatabaseError::Store)?;
        // Where it takes longer, `/ready` says how far it is.
        let options = SqlStore::options().wait_at_most(PATIENCE_AT_START);
        let store = options.open(tables).await.map_err(DatabaseError::Store)?;
        let pool = patient(AnyPoolOptions::new()).max_connections(OF_THE_APPLICATION);
        let pool = pool.connect(&limited).await?;
        Ok(Self { pool: Connections::new(pool, cut), store })
    }
}

async fn sqlite(url: &str) -> Result<sqlx::SqlitePool, DatabaseError> {
    let options: SqliteConnectOptions = url.parse()?;
    file_modes::file(options.get_filename());
    let options = options.create_if_missing(true).busy_timeout(Connections::PATIENCE);
    // The file is made, or is seen not to open.
    options.connect().await?.close().await?;
    // It becomes a write-ahead log with the first connection that the crate takes, and the crate waits until no other
    // program writes there.
    let options = options.journal_mode(SqliteJournalMode::Wal);
    let pool = patient(SqlitePoolOptions::new()).max_connections(OF_THE_CRATE);
    Ok(pool.connect_lazy_with(options))
}
