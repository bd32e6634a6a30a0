//! How a refusal is told: chosen by the request, unless the application has its own catchers.

mod rejection;
mod render;

pub use rejection::Rejection;

pub(crate) use render::response;
