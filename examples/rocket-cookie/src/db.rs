use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rocket::tokio::task::spawn_blocking;
use rusqlite::Connection;

use crate::error::Error;

const MIGRATIONS: [&str; 2] =
    [include_str!("../migrations/1_accounts.sql"), include_str!("../migrations/2_passkeys.sql")];

/// The database. SQLite writes one thing after the other, so one connection is enough here.
#[derive(Clone)]
pub struct Db(Arc<Mutex<Connection>>);

impl Db {
    /// Opens the file, or makes it, and creates the tables that are missing.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written.
    pub fn open(file: impl AsRef<Path>) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for (migration, sql) in (1..).zip(MIGRATIONS) {
            if version < migration {
                connection.execute_batch(sql)?;
                connection.pragma_update(None, "user_version", migration)?;
            }
        }
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Asks the database, on a thread that may block.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let connection = Arc::clone(&self.0);
        let asked = spawn_blocking(move || ask(&connection.lock().unwrap_or_else(PoisonError::into_inner)));
        Ok(asked.await??)
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").finish_non_exhaustive()
    }
}
