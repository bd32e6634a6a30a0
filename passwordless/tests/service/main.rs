//! The client against a hand-written server over real sockets: what it sends, what it reads, what it survives.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod application;
mod auth_configs;
mod authenticators;
mod hostile;
mod load;
#[path = "../support/log.rs"]
mod log;
mod own_http_client;
mod proxy;
mod redaction;
mod refused_input;
mod requests;
mod responses;
mod retries;
mod serialized;
mod support;
