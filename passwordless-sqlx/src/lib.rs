#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("passwordless-sqlx needs a database: choose the feature `sqlite` or `postgres`, or both");

mod busy;
mod clock;
mod connection;
mod ends;
mod error;
mod freshness;
mod known;
mod migrations;
mod open;
mod options;
mod parts;
mod passkeys;
mod poller;
mod random;
mod shared;
mod sign_ins;
mod statements;
mod store;
mod sweep;
mod whole;

pub use error::OpenError;
pub use options::SqlStoreOptions;
pub use statements::SqlPool;
pub use store::SqlStore;
