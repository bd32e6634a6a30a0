//! The services that stand between a door and the API, composed once.

mod builder;
mod deadline;
mod repeat;
mod service;

pub use builder::StackBuilder;
pub use service::{Stack, StackFuture};
