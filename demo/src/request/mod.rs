//! What is known of a request, and how it is refused.

mod asker;
mod client_address;
mod id;
mod path;
mod problem;

pub(crate) use asker::{Asker, is_person};
pub(crate) use client_address::{came_through_proxy, client};
pub(crate) use id::{RequestId, RequestIds, add_id};
pub(crate) use path::{lead, written_path};
pub(crate) use problem::Problem;
