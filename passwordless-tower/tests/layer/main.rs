//! The middleware as a service: readiness, refusals, cookies, tokens, and what it never shows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod account;
mod bodies;
mod building;
mod clients;
mod cookies;
mod errors;
mod faulty_store;
mod preflights;
mod readiness;
mod refusals;
mod requests;
#[path = "../support/site.rs"]
mod site;
mod stack;
mod stores;
mod testing;
mod tokens;
mod trust;
#[path = "../support/vendor.rs"]
mod vendor;
mod websockets;
mod well_known;
