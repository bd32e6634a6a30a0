//! People who come to another address than the configured one.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::uri::Host;
use rocket::{Data, Request};
use url::Url;

use crate::request::came_through_proxy;

/// So many addresses are named; anybody can make up more.
const NAMED: usize = 8;

/// A host name has no more characters.
const LONGEST: usize = 253;

/// Has the log say, once for each address, that a page was asked for where no passkey works. Decides nothing: anybody
/// may send any `Host`.
#[derive(Debug)]
pub(super) struct Visits {
    origin: String,
    domain: String,
    port: Option<u16>,
    /// What an address without a port means, where nobody hides the scheme.
    usual_port: Option<u16>,
    named: Mutex<BTreeSet<String>>,
}

impl Visits {
    pub(super) fn of(origin: &Url) -> Self {
        Self {
            origin: origin.origin().ascii_serialization(),
            domain: origin.domain().unwrap_or_default().to_owned(),
            port: origin.port_or_known_default(),
            usual_port: Some(if origin.scheme() == "https" { 443 } else { 80 }),
            named: Mutex::default(),
        }
    }

    /// The address that somebody came to, if it is not ours.
    fn stray(&self, request: &Request<'_>) -> Option<String> {
        let through_proxy = came_through_proxy(request);
        let forwarded = request.headers().get_one("X-Forwarded-Host").filter(|_| through_proxy);
        let host = match forwarded {
            Some(name) => Host::parse(name).ok()?,
            None => request.host()?.clone(),
        };
        let domain = host.domain().as_str();
        let is_ours = domain.eq_ignore_ascii_case(&self.domain)
            && (through_proxy || host.port().or(self.usual_port) == self.port);
        // A proxy may call us by what it knows us by, which is no name that people see.
        let is_between_machines = through_proxy && forwarded.is_none() && !is_public(domain);
        if is_ours || is_between_machines || self.is_led(domain) || !is_page(request) {
            return None;
        }
        let port = host.port().map(|port| format!(":{port}")).unwrap_or_default();
        let domain: String = domain.to_ascii_lowercase().chars().take(LONGEST).collect();
        Some(format!("{domain}{port}"))
    }

    /// `127.0.0.1` leads to `localhost` by itself.
    fn is_led(&self, domain: &str) -> bool {
        self.domain == "localhost" && is_address(domain).is_some_and(|address| address.is_loopback())
    }

    fn warn(&self, seen: String) {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        if named.len() > NAMED || named.contains(&seen) {
            return;
        }
        let Self { origin, .. } = self;
        match named.len() {
            NAMED => tracing::warn!("people come to more addresses than ORIGIN; no further ones are named"),
            _ if is_address(seen.rsplit_once(':').map_or(seen.as_str(), |(domain, _)| domain)).is_some() => {
                tracing::warn!(
                    "people come to {seen}, and an IP address can have no passkeys; ORIGIN is {origin}. Lead people \
                     there, or set ORIGIN to the name by which they can reach this machine"
                );
            }
            _ => tracing::warn!(
                "people come to {seen}, and ORIGIN is {origin}, where alone passkeys work. Lead people there, or set \
                 ORIGIN to the address at which they come"
            ),
        }
        named.insert(seen);
    }
}

fn is_address(domain: &str) -> Option<std::net::IpAddr> {
    domain.trim_matches(['[', ']']).parse().ok()
}

fn is_public(domain: &str) -> bool {
    domain.contains('.') && is_address(domain).is_none()
}

/// Not what a load balancer asks, by whichever name, and no script or picture.
fn is_page(request: &Request<'_>) -> bool {
    let navigates = request.headers().get_one("Sec-Fetch-Mode") == Some("navigate");
    // Browsers send no such header to a plain http address, which is where much of this happens.
    let reads = || request.headers().get("Accept").any(|accept| accept.contains("text/html"));
    !matches!(request.uri().path().as_str(), "/health" | "/ready") && (navigates || reads())
}

#[rocket::async_trait]
impl Fairing for Visits {
    fn info(&self) -> Info {
        Info { name: "doctor of visits", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        if let Some(seen) = self.stray(request) {
            self.warn(seen);
        }
    }
}
