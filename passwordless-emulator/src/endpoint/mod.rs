//! The calls of the API, one file each.

pub(crate) mod admin;
pub(crate) mod alias;
mod assertion_options;
mod attestation_options;
pub(crate) mod authenticators;
mod call;
pub(crate) mod configurations;
pub(crate) mod credentials;
pub(crate) mod description;
pub(crate) mod events;
mod extensions;
pub(crate) mod generate_token;
pub(crate) mod health;
mod logging;
pub(crate) mod magic_links;
pub(crate) mod metadata;
pub(crate) mod own_features;
pub(crate) mod register_begin;
pub(crate) mod register_complete;
pub(crate) mod register_token;
pub(crate) mod reports;
pub(crate) mod signin_begin;
pub(crate) mod signin_complete;
pub(crate) mod signin_verify;
pub(crate) mod users;
mod validation;

pub(crate) use call::{Call, Outcome};
use call::{origin, require_origin, require_url};
use logging::LogEntry;
pub(crate) use logging::log_refusal;
