//! How a refusal is told: chosen by the request, unless the application chooses.

mod dialect;
mod grpc;
mod head;
mod next;
mod page;
#[allow(clippy::module_inception)] // it holds the type of that name
mod refusal;
mod render;
mod settings;

pub use dialect::Dialect;
pub use next::Next;
pub use refusal::Refusal;

pub(crate) use head::Head;
pub(crate) use next::is_local;
pub(crate) use settings::Settings;
