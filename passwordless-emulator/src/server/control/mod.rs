//! The controls by HTTP, under [`CONTROL_PREFIX`](crate::CONTROL_PREFIX).

mod dispatch;
mod guard;
mod shown;

pub(super) use dispatch::{answer, owns};
