//! How the server meets the network, whatever it serves.

mod access_log;
mod before_fairings;
mod catchers;
mod compression;
mod cors;
mod health;
mod metrics;
mod origin_check;
mod rate_limit;
mod security_headers;
mod shutdown;

use rocket::{Build, Rocket};

pub(crate) use catchers::catchers;
pub(crate) use metrics::{Count, TARGET as COUNTED};
pub use shutdown::run;
pub(crate) use shutdown::{GRACE, MERCY};

use security_headers::SecurityHeaders;

use crate::request::RequestIds;
use crate::settings::Serving;
use crate::state::Application;

/// Attaches all of it; the order matters, since each step needs what those before it found out.
pub(crate) fn attach(rocket: Rocket<Build>, settings: &Serving, application: &Application) -> Rocket<Build> {
    let headers = SecurityHeaders::of(application);
    rocket
        .manage(headers.clone())
        .manage(settings.trusted_proxies.clone())
        .attach(RequestIds)
        .attach(rate_limit::RateLimiter::new(settings.rate_limit))
        .attach(headers)
        .attach(cors::Cors::of(&settings.cors_origins))
        .attach(compression::Compression::default())
        // Last, since a preflight gets its status on the way out.
        .attach(access_log::AccessLog)
        .mount("/", rate_limit::routes())
        .mount("/", origin_check::routes())
        .mount("/", health::routes())
        .mount("/", if settings.metrics { metrics::routes() } else { Vec::new() })
}
