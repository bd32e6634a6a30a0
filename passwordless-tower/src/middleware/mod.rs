//! The middleware: layer, service, future, body.

mod after;
mod body;
mod future;
mod layer;
mod service;

#[cfg(feature = "axum")]
pub(crate) use after::After;
pub use body::ResponseBody;
pub use future::ResponseFuture;
pub use layer::PasskeyAuthLayer;
pub use service::PasskeyAuth;
