//! How the server meets the network, whatever it serves.

mod access_log;
mod client_address;
mod compression;
mod cors;
mod health;
mod own_pages;
mod rate_limit;
mod request_id;
mod security_headers;
mod stop;
mod trusted_proxies;
mod unprocessed;

use rocket::{Build, Rocket};

pub(crate) use client_address::came_through_proxy;
pub use cors::CorsOrigins;
pub use rate_limit::RateLimit;
pub(crate) use request_id::RequestId;
pub use stop::run;
pub(crate) use stop::{GRACE, MERCY};
pub use trusted_proxies::TrustedProxies;
pub(crate) use unprocessed::complete;

use security_headers::SecurityHeaders;

use crate::application::Application;
use crate::settings::Serving;

/// Attaches all of it; the order matters, since each step needs what those before it found out.
pub(crate) fn attach(rocket: Rocket<Build>, settings: &Serving, application: &Application) -> Rocket<Build> {
    let headers = SecurityHeaders::of(application);
    rocket
        .manage(headers.clone())
        .attach(client_address::ClientAddress::behind(settings.trusted_proxies.clone()))
        .attach(request_id::RequestIds)
        .attach(rate_limit::RateLimiter::new(settings.rate_limit))
        .attach(headers)
        .attach(cors::Cors::of(&settings.cors_origins))
        .attach(compression::Compression::default())
        // Last, since a preflight gets its status on the way out.
        .attach(access_log::AccessLog)
        .mount("/", rate_limit::routes())
        .mount("/", own_pages::routes())
        .mount("/", health::routes())
}
