//! One sign-in with every check, beside one with none.

mod ours;
mod plain;
mod processor;
mod report;
mod route;
mod service;

pub(crate) use report::beside_plain_reqwest;
pub(crate) use service::{AS_SERVICE, serve};

/// The page that people sign in on.
const ORIGIN: &str = "http://localhost:4000";
