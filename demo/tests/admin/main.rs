//! The administrator's pages, and everybody who should not be there.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

mod deletion;
mod doors;
mod list;
mod office;
mod races;
#[path = "../support/mod.rs"]
mod support;
mod typed;
