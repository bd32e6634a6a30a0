//! A web application in which people register a passkey and sign in with it: Rocket, Tera, SQLite, and
//! Passwordless.dev or its emulator.

mod accounts;
mod address;
mod admin;
mod alias;
mod application;
mod catchers;
mod database;
mod departure;
mod device;
mod doctor;
mod example_addresses;
pub mod logging;
mod marks;
mod moment;
mod name;
mod private;
mod problem;
mod routes;
mod secrets;
mod server;
mod service;
mod serving;
mod settings;
mod start_error;
mod user;

pub use application::Application;
pub use doctor::report;
pub use problem::Chain;
pub use secrets::{AwsSecret, SecretSource, SecretText};
pub use server::rocket;
pub use serving::{CorsOrigins, RateLimit, TrustedProxies, run};
pub use settings::{Backend, DEFAULT_PORT, Serving, Settings};
pub use start_error::StartError;
