//! The table of behaviour that every adapter answers alike: the same files as the Tower adapter's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod rocket_routes;
#[path = "../../../passwordless-tower/tests/behaviour/run.rs"]
mod run;
#[path = "../../../passwordless-tower/tests/behaviour/table.rs"]
mod table;
#[path = "../../../passwordless-tower/tests/behaviour/world.rs"]
mod world;
