#![doc = include_str!("../README.md")]

mod chain;
mod stack;
mod verify;

pub use stack::{Stack, StackBuilder, StackFuture};
pub use verify::{Verify, VerifyFuture};
