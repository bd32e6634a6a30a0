//! How a refusal is told: chosen by the request, unless the application has its own catchers.

mod dialect;
mod page;
mod rejection;
mod render;

pub use rejection::Rejection;

pub(crate) use dialect::VARY;
pub(crate) use render::response;
