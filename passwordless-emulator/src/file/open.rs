//! Opening a data file.

use std::{
    io::ErrorKind,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use redb::{Database, DatabaseError, StorageError};

use super::{
    Journal,
    entries::{self, Failure, Found},
};
use crate::{
    error::StartError,
    state::{Changes, State},
};

/// How long a file may stay in the hands of an emulator that is ending.
const PATIENCE: Duration = Duration::from_millis(500);

/// Opens or makes the file, reads it, and has `configure` complete what it holds.
pub(crate) fn open<T>(
    path: &Path,
    configure: impl FnOnce(&mut State, &mut Changes) -> T,
) -> Result<(T, State, Journal), StartError> {
    let unusable = |reason: String| StartError::DataFile { path: path.to_owned(), reason };
    let failed =
        |failure: Failure| unusable(format!("{failure}; remove it or name another file to begin anew"));
    let database = connect(path).map_err(|error| unusable(explain(&error)))?;
    let found = entries::read(&database).map_err(failed)?;
    let Some(Found { mut state, changes: known }) = found else {
        return Err(unusable(
            "it is the database of another program; name a file of its own for the emulator".into(),
        ));
    };
    let mut changes = Changes::kept();
    let configured = configure(&mut state, &mut changes);
    let changes = changes.into_vec();
    // The shortest way to the same state: a passkey that was used a thousand times is one change again.
    let shortest = state.all_changes();
    if shortest.len() as u64 <= known / 4 * 3 {
        entries::replace(&database, &shortest).map_err(failed)?;
    } else if !changes.is_empty() {
        entries::add(&database, &changes).map_err(failed)?;
    }
    let journal = Journal::start(database).map_err(|reason| StartError::Thread { reason })?;
    Ok((configured, state, journal))
}

/// One emulator at a time: a second one would not see what the first remembers. One that is just ending is waited for.
fn connect(path: &Path) -> Result<Database, DatabaseError> {
    let began = Instant::now();
    loop {
        match Database::create(path) {
            Err(DatabaseError::DatabaseAlreadyOpen) if began.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(20));
            }
            outcome => return outcome,
        }
    }
}

/// What the operating system or the database says, in words that name the way out.
fn explain(error: &DatabaseError) -> String {
    let kind = match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            return "another emulator uses it; stop that one, or name another file".into();
        }
        DatabaseError::Storage(StorageError::Io(error)) => error.kind(),
        DatabaseError::Storage(StorageError::Corrupted(_)) => ErrorKind::InvalidData,
        _ => ErrorKind::Other,
    };
    match kind {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "it may not be written to; change its permissions, or name another file".into()
        }
        ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
            "it cannot be opened or made; does its folder exist, and may it be written to?".into()
        }
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => {
            "it is not a data file of an emulator; name another file, or remove it".into()
        }
        _ => format!("{error}; remove it or name another file to begin anew"),
    }
}
