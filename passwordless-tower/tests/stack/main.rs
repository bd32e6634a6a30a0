//! The recommended stack: each place in its order, and each trap that Tower sets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod load;
mod repetitions;
mod time;
#[path = "../support/vendor.rs"]
mod vendor;
mod verify;
