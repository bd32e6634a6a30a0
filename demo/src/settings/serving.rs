//! How the server meets the network: whom it believes, and how much it takes.

use url::Url;

use crate::serving::{CorsOrigins, RateLimit, TrustedProxies};
use crate::start_error::StartError;

/// How the server meets the network; without any setting it stands there by itself.
#[derive(Clone, Debug, Default)]
pub struct Serving {
    /// The proxies whose `X-Forwarded-For` and `X-Request-Id` count; `TRUSTED_PROXIES`, or none.
    pub trusted_proxies: TrustedProxies,
    /// How often one address may ask for a change; `RATE_LIMIT`, or 120 times a minute.
    pub rate_limit: RateLimit,
    /// Further origins of the same site whose pages may use the account; `CORS_ORIGINS`, or none.
    pub cors_origins: CorsOrigins,
}

impl Serving {
    pub(super) fn read(lookup: &impl Fn(&str) -> Option<String>, ours: &Url) -> Result<Self, StartError> {
        Ok(Self {
            trusted_proxies: lookup("TRUSTED_PROXIES")
                .map_or(Ok(TrustedProxies::default()), |v| v.parse())?,
            rate_limit: lookup("RATE_LIMIT").map_or(Ok(RateLimit::default()), |value| value.parse())?,
            cors_origins: lookup("CORS_ORIGINS")
                .map_or(Ok(CorsOrigins::default()), |list| CorsOrigins::parse(&list, ours))?,
        })
    }
}
