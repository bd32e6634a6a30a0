//! Who a client is, and how much it may ask for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod trusted_proxies;
