//! What is read of Rocket's request, and what is kept with it.

mod cache;
mod headers;

pub(crate) use cache::{Cache, user};
pub(crate) use headers::{check, headers, jar};
