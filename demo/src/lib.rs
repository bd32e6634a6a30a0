//! A web application in which people register a passkey and sign in with it: Rocket, Tera, SQLite, and
//! Passwordless.dev or its emulator.

mod alias;
mod application;
mod catchers;
mod cookies;
mod database;
pub mod logging;
mod name;
mod newcomer;
mod next;
mod posted;
mod private;
mod problem;
mod routes;
mod secrets;
mod server;
mod service;
mod serving;
mod settings;
mod start_error;
mod visitor;

pub use application::Application;
pub use problem::Chain;
pub use secrets::{AwsSecret, SecretSource, SecretText};
pub use server::rocket;
pub use serving::{RateLimit, TrustedProxies, run};
pub use settings::{Backend, DEFAULT_PORT, Serving, Settings};
pub use start_error::StartError;
