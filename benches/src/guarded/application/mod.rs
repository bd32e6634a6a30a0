//! The same job, done by everybody: `GET /me` of somebody who is signed in answers the user's id.

mod axum_07;
mod axum_login;
mod cookie_jar;
mod cookies;
mod expiring;
mod hand_written;
mod on_rocket;
mod ours;
mod tower_sessions;
mod unguarded;

pub(super) use axum_07::{jwt_authorizer, unguarded_07};
pub(super) use axum_login::axum_login;
pub(super) use cookie_jar::cookie_jar;
pub(super) use hand_written::hand_written;
pub(super) use on_rocket::{bare_rocket, our_fairing, our_guard, private_cookie_guard};
pub(super) use ours::{ours_as_extractor, ours_as_layer, ours_bare, ours_identified};
pub(super) use tower_sessions::tower_sessions;
pub(super) use unguarded::unguarded;
