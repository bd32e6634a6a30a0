//! The routes of the accounts as a Tower service.

mod body;
mod service;

pub use service::{AccountFuture, AccountService};
