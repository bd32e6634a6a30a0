//! What the environment says: which service, which port, where the database lies, whom the server believes.

mod backend;
mod cors_origins;
mod error;
mod origin;
mod port;
mod rate_limit;
mod read;
mod secret_place;
mod trusted_proxies;

pub use backend::Backend;
pub use cors_origins::CorsOrigins;
pub use error::SettingsError;
pub use rate_limit::RateLimit;
pub use read::{Serving, Settings};
