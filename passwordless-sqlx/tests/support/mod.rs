//! What the tests of one database and those of the other share.
#![allow(dead_code, reason = "each test program uses another part")]

pub(crate) mod behaviour;
pub(crate) mod gate;
pub(crate) mod listing;
pub(crate) mod marks;
pub(crate) mod model;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod processes;
