//! The routes of an account as a Tower service.

mod posted;
mod service;

pub(crate) use service::FindClient;
pub use service::{AccountFuture, AccountService, ClientAddress};
