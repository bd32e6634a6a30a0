//! A web application in which people register a passkey and sign in with it: Rocket, Tera, SQLite, and
//! Passwordless.dev or its emulator.
//!
//! All that it knows of passkeys is in `passkeys.rs`; the rest is what an application has anyway.

mod admin;
mod chain;
mod database;
mod doctor;
mod file_modes;
pub mod logging;
mod pages;
mod passkeys;
mod request;
mod rocket_config;
mod secrets;
mod server;
mod service;
mod serving;
mod settings;
mod start_error;
mod state;
mod timestamp;
mod upkeep;
mod users;

pub use chain::Chain;
pub use database::DatabaseError;
pub use doctor::ReportError;
pub use secrets::{AwsSecret, SecretError, SecretSource, SecretText};
pub use server::{report, rocket};
pub use service::ServiceError;
pub use serving::run;
pub use settings::{Backend, CorsOrigins, RateLimit, Serving, Settings, SettingsError};
pub use start_error::StartError;
pub use state::Application;
