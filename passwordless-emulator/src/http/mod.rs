//! HTTP: connections, routes, bodies, answers.

mod body;
mod cors;
mod problem;
mod query;
mod respond;
mod route;
mod server;

pub(crate) use problem::Problem;
pub(crate) use query::parameter;
pub(crate) use respond::Answer;
pub(crate) use route::Endpoint;
pub(crate) use server::serve;
