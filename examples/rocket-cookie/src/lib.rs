//! An application of Rocket as there are many: people sign up with an e-mail address, a password and a tick at the terms
//! of use, a private cookie says who is logged in, and everything is in SQLite.
//!
//! [`passwords`] is the application as it was. Beside it stands the same application with passkeys, in each of the ways
//! of `docs/existing-accounts.md`; a way holds the files that it changes or adds, and takes the others from
//! [`passwords`]. To see what a way changes: `diff -r src/passwords src/own_session`.

#![allow(clippy::duplicate_mod, reason = "each way takes the files that it does not change as they were")]

mod db;
mod emulated;
mod error;
pub mod our_session;
pub mod own_routes;
pub mod own_session;
mod password;
pub mod passwords;

pub use db::Db;
pub use emulated::{passwordless, settings};
