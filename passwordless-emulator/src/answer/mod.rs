//! The words of HTTP: bodies that were read, problems, answers.

mod body;
mod problem;
mod query;
mod respond;

pub(crate) use body::{drain as drain_body, read as read_body};
pub(crate) use problem::{Invalid, Problem};
pub(crate) use query::parameter;
pub(crate) use respond::Answer;
pub use respond::MARKER_HEADER;
