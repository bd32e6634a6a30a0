//! What is read of Rocket's request, and what is kept with it.

mod cache;
mod headers;

#[cfg(feature = "testing")]
pub(crate) use cache::set_user;
pub(crate) use cache::{Cache, user, verified};
pub(crate) use headers::{check, check_same_origin, headers, jar, presented};
