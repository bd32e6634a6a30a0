//! What has ended, in memory, under many interleavings of its tasks: the library's own files, with locks, atomics and
//! pointers at which `shuttle` lets another task go on.
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod cases;
mod rules;
