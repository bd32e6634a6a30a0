//! The server: connections, the table of routes, and the controls by HTTP.

mod control;
mod cors;
mod route;
mod routes;
mod serve;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use routes::route_of;
pub(crate) use serve::serve;
