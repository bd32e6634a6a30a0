//! What is wrong is said at launch, in a sentence that names the setting.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod catchers;
mod environment;
mod guards;
mod keys;
#[path = "../support/log.rs"]
mod log;
mod log_level;
mod purposes;
mod refusals;
mod routes;
#[path = "../support/site.rs"]
mod site;
mod start;
