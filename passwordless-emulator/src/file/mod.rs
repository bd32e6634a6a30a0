//! The data file: every change of the state, in order. It is read at the start and written to by one thread.

mod entries;
mod journal;
mod open;

pub(crate) use journal::Journal;
pub(crate) use open::open;
