//! A rejection that is told to one request: as a page, as JSON, to htmx, or in gRPC.
//!
//! An adapter makes a [`Refusal`] by [`Passwordless::refusal`](crate::Passwordless::refusal), feeds it the request's
//! headers, and renders its [`answer`](Refusal::answer).

mod answer;
mod dialect;
mod grpc;
mod next;
mod page;
#[allow(clippy::module_inception)] // it holds the type of that name
mod refusal;
mod settings;

pub use dialect::Dialect;
pub use next::Next;
pub use refusal::Refusal;

pub(crate) use settings::Settings;

#[cfg(test)]
mod tests;
