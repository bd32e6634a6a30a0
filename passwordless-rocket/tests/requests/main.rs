//! How requests are answered: guards and their ranks, refusals, cookies, routes, and other hosts beside this one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod clients;
mod cookies;
mod database;
#[allow(dead_code)] // one of its faults is enough here
#[path = "../../../passwordless-tower/tests/layer/faulty_store.rs"]
mod faulty_store;
mod guards;
mod hosts;
#[path = "../support/log.rs"]
mod log;
mod outages;
mod recovery;
mod redaction;
mod refusals;
mod routes;
#[path = "../support/serve.rs"]
mod serve;
mod server;
#[path = "../support/site.rs"]
mod site;
mod testing;
#[path = "../../../passwordless-tower/tests/support/visitor.rs"]
mod visitor;
mod well_known;
