//! One table of behaviour: the same request gets the same status and the same code at every route.
//!
//! `table`, `world` and `run` know neither Tower nor axum, so that other frameworks can be asked the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod axum_routes;
mod dialects;
mod run;
mod service_routes;
mod table;
mod world;
