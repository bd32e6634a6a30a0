//! How much one client may ask for: who a client is, and how its requests are counted in a fixed amount of memory.

mod client;
mod network;
mod trusted_proxies;

pub use trusted_proxies::TrustedProxies;

pub(crate) use client::{Clients, Sender};
pub(crate) use network::client as network_of;
