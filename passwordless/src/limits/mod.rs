//! How much one client may ask for: who a client is, and how its requests are counted in a fixed amount of memory.

mod client;
mod counters;
mod limiter;
mod network;
mod rate;
mod rate_limits;
mod trusted_proxies;

pub use rate::Rate;
pub use rate_limits::RateLimits;
pub use trusted_proxies::TrustedProxies;

pub(crate) use client::{Clients, Sender};
pub(crate) use counters::Counters;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use limiter::Limiter;
