//! The examples, asked over real sockets; and what a user writes with axum: an application, tests of it, and how many
//! lines that takes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../examples/axum.rs"]
mod app;
mod axum_app;
mod ceremony;
mod hyper_service;
mod lines;
mod protected_route;
mod quickstart;
mod setting;
#[path = "../support/site.rs"]
mod site;
#[path = "../support/statements.rs"]
mod statements;
mod tonic_server;
#[path = "../support/visitor.rs"]
mod visitor;
