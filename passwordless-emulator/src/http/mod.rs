//! HTTP: connections, routes, bodies, answers.

mod body;
mod cors;
mod problem;
mod query;
mod respond;
mod route;
mod routes_table;
mod server;

pub(crate) use body::read as read_body;
pub(crate) use problem::Problem;
pub(crate) use query::parameter;
pub(crate) use respond::Answer;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use route::route_of;
pub(crate) use route::{Endpoint, described};
pub(crate) use server::serve;
