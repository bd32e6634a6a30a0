//! How the demo meets the network: each test looks from outside.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

mod access_log;
mod cors;
mod forwarded;
mod headers;
mod health;
mod metrics;
mod program;
mod rate_limit;
mod request_id;
mod served;
mod shutdown;
mod static_files;
