//! The data file: SQLite, loaded at the start and written to by one task.

mod journal;
mod load;
mod open;
mod script;
mod write;

pub(crate) use journal::Journal;
pub(crate) use open::open;
