#![doc = include_str!("../README.md")]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("passwordless-sqlx needs a database: choose the feature `sqlite` or `postgres`, or both");

mod again;
mod borrowed;
mod clock;
mod database;
mod error;
mod knowledge;
mod known;
mod migrations;
mod options;
mod poller;
mod sql;
mod statements;
mod store;
mod sweep;

pub use database::Database;
pub use error::OpenError;
pub use options::Options;
pub use store::SqlStore;
