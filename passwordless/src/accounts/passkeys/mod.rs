//! The user's own passkeys.

pub(super) mod add;
mod clear;
pub(super) mod delete;
pub(super) mod list;
mod listed;
mod signals;

pub(super) use signals::{Signal, signals};
