//! Extractors for [axum](https://docs.rs/axum): the handler's signature says who may come in. And
//! [`Passwordless::routes`](crate::Passwordless::routes).
//!
//! They take their configuration from the router's state, which is a [`Passwordless`](crate::Passwordless) or one from
//! which it can be had ([`FromRef`](::axum::extract::FromRef)); without it the router does not compile. They work with
//! or without a layer: what [`identify`](crate::Passwordless::identify) found is reused. Only a layer removes dead
//! cookies from answers that are no refusals, and only a layer seals sessions anew for an idle limit.
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use passwordless_tower::{Passwordless, axum::Session};
//!
//! async fn me(session: Session) -> String {
//!     session.user_id().to_owned()
//! }
//!
//! async fn home(session: Option<Session>) -> String {
//!     session.map_or("Hello!".to_owned(), |session| format!("Hello {}!", session.user_id()))
//! }
//!
//! fn app(passwordless: Passwordless) -> Router {
//!     Router::new().route("/", get(home)).route("/me", get(me)).with_state(passwordless)
//! }
//! ```

mod confirmed;
mod fresh;
mod recovery_session;
mod registered;
mod rejection;
mod same_origin;
mod session;
mod verified_user;

pub use confirmed::Confirmed;
pub use fresh::Fresh;
pub use recovery_session::RecoverySession;
pub use registered::Registered;
pub use rejection::Rejection;
pub use same_origin::SameOrigin;
pub use session::Session;
pub use verified_user::VerifiedUser;
