//! What a user writes: an application, tests of it, and how many lines that takes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)] // it is launched elsewhere
#[path = "../../examples/app.rs"]
mod app;
mod ceremony;
mod lines;
mod protected_route;
mod setting;
#[path = "../../../passwordless-tower/tests/support/statements.rs"]
mod statements;
