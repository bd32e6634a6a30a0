//! The store of an application that runs as one process.

mod ends;
mod lease;
mod passkeys;
mod rooms;
mod start;
mod store;
mod users;

pub use store::SingleProcess;
