//! The routes of an account as a Tower service.

mod posted;
mod service;

pub use service::{AccountFuture, AccountService, ClientAddress};
