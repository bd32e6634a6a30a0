//! Changes in the file: JSON, under growing numbers.

use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition, TableError};

use crate::state::{Change, State};

/// The name says whose file it is, and in which form. Another form gets another name.
const CHANGES: TableDefinition<u64, &[u8]> = TableDefinition::new("passwordless-emulator changes 1");

/// What the file holds.
pub(super) struct Found {
    pub(super) state: State,
    /// How many changes led there.
    pub(super) changes: u64,
}

/// Reads everything. `None`: the file is another program's.
pub(super) fn read(database: &Database) -> Result<Option<Found>, Failure> {
    let mut found = Found { state: State::default(), changes: 0 };
    let transaction = database.begin_read()?;
    let table = match transaction.open_table(CHANGES) {
        Ok(table) => table,
        Err(TableError::TableDoesNotExist(_)) => {
            let is_new = transaction.list_tables()?.next().is_none();
            return Ok(is_new.then_some(found));
        }
        Err(error) => return Err(error.into()),
    };
    for entry in table.iter()? {
        let (_, change) = entry?;
        found.state.apply(serde_json::from_slice(change.value())?);
        found.changes += 1;
    }
    Ok(Some(found))
}

/// Adds these changes, all or none. They survive the end of the process, and of the machine.
pub(super) fn add(database: &Database, changes: &[Change]) -> Result<(), Failure> {
    write(database, changes, false)
}

/// Has these changes in place of all that led to the same state, all or none.
pub(super) fn replace(database: &Database, changes: &[Change]) -> Result<(), Failure> {
    write(database, changes, true)
}

fn write(database: &Database, changes: &[Change], replaces: bool) -> Result<(), Failure> {
    let transaction = database.begin_write()?;
    {
        let mut table = transaction.open_table(CHANGES)?;
        if replaces {
            table.retain(|_, _| false)?;
        }
        let last = table.last()?.map_or(0, |(number, _)| number.value());
        for (number, change) in (last + 1..).zip(changes) {
            table.insert(number, serde_json::to_vec(change)?.as_slice())?;
        }
    }
    Ok(transaction.commit()?)
}

/// What went wrong with the file or with what it holds.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0}")]
    File(redb::Error),
    #[error("a change in it cannot be read or written: {0}")]
    Change(#[from] serde_json::Error),
}

/// From what redb says of each step.
macro_rules! from_redb {
    ($($step:ident),+) => {
        $(
            impl From<redb::$step> for Failure {
                fn from(error: redb::$step) -> Self {
                    Self::File(error.into())
                }
            }
        )+
    };
}

from_redb!(TransactionError, TableError, StorageError, CommitError);
