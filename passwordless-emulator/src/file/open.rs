//! Opening a data file.

use std::path::Path;

use sqlx::{
    ConnectOptions as _, SqliteConnection, query_scalar,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous},
};

use super::{Journal, load, write};
use crate::{
    error::StartError,
    state::{Changes, State},
};

/// Marks a file as an emulator's, in SQLite's own header: "pwle".
const APPLICATION_ID: i64 = 0x7077_6c65;

/// Opens or makes the file, loads it, and has `configure` complete what it holds.
pub(crate) async fn open<T>(
    path: &Path,
    configure: impl FnOnce(&mut State, &mut Changes) -> T,
) -> Result<(T, State, Journal), StartError> {
    let unusable = |reason: String| StartError::DataFile { path: path.to_owned(), reason };
    let mut connection = connect(path).await.map_err(|error| unusable(explain(&error)))?;
    check_format(&mut connection).await.map_err(unusable)?;
    sqlx::migrate!().run(&mut connection).await.map_err(|error| {
        unusable(format!("its tables are not those of this version ({error}); use the version that made it"))
    })?;
    let mut state = load::load(&mut connection).await.map_err(|error| unusable(explain(&error)))?;
    let mut changes = Changes::kept();
    let configured = configure(&mut state, &mut changes);
    write::write(&mut connection, &changes.into_vec()).await.map_err(|error| unusable(explain(&error)))?;
    // From here on, what was written survives the end of the process; of the machine, all but the last moments.
    let promise = sqlx::query("PRAGMA synchronous = NORMAL").execute(&mut connection).await;
    promise.map_err(|error| unusable(explain(&error)))?;
    Ok((configured, state, Journal::start(connection)))
}

async fn connect(path: &Path) -> sqlx::Result<SqliteConnection> {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        // One emulator at a time: a second one would not see what the first remembers.
        .locking_mode(SqliteLockingMode::Exclusive)
        .journal_mode(SqliteJournalMode::Wal)
        // Nothing is promised before the start is over, so that nothing has to wait for the disk.
        .synchronous(SqliteSynchronous::Off)
        .busy_timeout(std::time::Duration::from_millis(200))
        .foreign_keys(true)
        .disable_statement_logging()
        .connect()
        .await
}

/// Refuses databases of other programs, and marks a new file as an emulator's.
async fn check_format(connection: &mut SqliteConnection) -> Result<(), String> {
    let explained = |error: sqlx::Error| explain(&error);
    let id: i64 =
        query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await.map_err(explained)?;
    let tables: i64 = query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(explained)?;
    match (id, tables) {
        (APPLICATION_ID, _) => Ok(()),
        (0, 0) => sqlx::query("PRAGMA application_id = 1886874725")
            .execute(connection)
            .await
            .map(|_| ())
            .map_err(explained),
        _ => Err("it is the database of another program; name a file of its own for the emulator".into()),
    }
}

/// What SQLite says, in words that name the way out.
fn explain(error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(|error| error.code());
    // Extended codes carry the plain one in their last byte.
    match code.and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff) {
        Some(5 | 6) => "another emulator uses it; stop that one, or name another file".into(),
        Some(8) => "it may not be written to; change its permissions, or name another file".into(),
        Some(14) => "it cannot be opened or made; does its folder exist, and may it be written to?".into(),
        Some(11 | 26) => "it is not a SQLite database; name another file, or remove it".into(),
        _ => format!("{error}; remove it or name another file to begin anew"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_mark_is_the_number_in_the_statement() {
        assert_eq!(super::APPLICATION_ID, 1_886_874_725);
    }
}
