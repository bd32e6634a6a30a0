//! The user's own passkeys.

mod add;
mod delete;
mod list;
mod listed;
