//! From where a request really comes.

use std::net::SocketAddr;

use passwordless::accounts::TrustedProxies;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request};

/// Puts the client's address in the place of our proxy's, and believes nobody else about it.
#[derive(Debug)]
pub(crate) struct ClientAddress {
    proxies: TrustedProxies,
}

/// Whether one of our proxies handed a request on.
#[derive(Clone, Copy, Debug)]
struct ThroughProxy(bool);

impl ClientAddress {
    pub(crate) fn behind(proxies: TrustedProxies) -> Self {
        Self { proxies }
    }
}

/// Whether one of our proxies handed this request on, so that some of its headers are ours.
pub(crate) fn came_through_proxy(request: &Request<'_>) -> bool {
    request.local_cache(|| ThroughProxy(false)).0
}

#[rocket::async_trait]
impl Fairing for ClientAddress {
    fn info(&self) -> Info {
        Info { name: "client address", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let Some(peer) = request.remote() else { return };
        let trusted = self.proxies.trusts(peer.ip());
        request.local_cache(|| ThroughProxy(trusted));
        if trusted {
            let client = self.proxies.client(peer.ip(), request.headers().get("X-Forwarded-For"));
            if client != peer.ip().to_canonical() {
                // Nobody has told its port.
                request.set_remote(SocketAddr::new(client, 0));
            }
        }
    }
}
