//! A running emulator: how it is set up, and what a test does to it.

mod builder;
mod controls;
mod running;
mod wait;

pub use builder::Builder;
pub use running::Emulator;
