//! The middleware: layer, service, future, body.

mod body;
mod future;
mod layer;
mod preflight;
mod service;

pub use body::ResponseBody;
pub use future::ResponseFuture;
pub use layer::PasskeyAuthLayer;
pub use service::PasskeyAuth;
