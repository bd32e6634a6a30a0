//! How the server meets the network, whatever it serves.

mod access_log;
mod client_address;
mod health;
mod rate_limit;
mod request_id;
mod stop;
mod trusted_proxies;

use rocket::{Build, Rocket};

pub use rate_limit::RateLimit;
pub(crate) use request_id::RequestId;
pub use stop::run;
pub(crate) use stop::{GRACE, MERCY};
pub use trusted_proxies::TrustedProxies;

use crate::settings::Serving;

/// Attaches all of it; the order matters, since each step needs what those before it found out.
pub(crate) fn attach(rocket: Rocket<Build>, settings: &Serving) -> Rocket<Build> {
    rocket
        .attach(client_address::ClientAddress::behind(settings.trusted_proxies.clone()))
        .attach(request_id::RequestIds)
        .attach(access_log::AccessLog)
        .attach(rate_limit::RateLimiter::new(settings.rate_limit))
        .mount("/", rate_limit::routes())
        .mount("/", health::routes())
}
