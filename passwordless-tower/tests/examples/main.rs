//! The examples, asked over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod axum_app;
mod hyper_service;
#[path = "../support/site.rs"]
mod site;
mod tonic_server;
