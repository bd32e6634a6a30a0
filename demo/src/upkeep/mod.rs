//! What is kept in step between the database and the service: names, deletions, and what is too old to keep.

pub(crate) mod alias;
pub(crate) mod deletion;
mod sweeper;

pub(crate) use sweeper::sweeper;
