use std::{
    net::IpAddr,
    sync::atomic::{AtomicBool, Ordering},
};

use super::{TrustedProxies, network::is_private};

/// What is known of who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    /// The other end of the connection, if the adapter knows it.
    Peer(Option<IpAddr>),
    /// The client, as the application says.
    Client(Option<IpAddr>),
}

/// Finds out which client a request comes from, and tells the operator once where that cannot be known.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    proxies: TrustedProxies,
    has_warned: AtomicBool,
    has_warned_of_refusals: AtomicBool,
    /// Whether somebody whom nobody trusts says for whom a request is.
    forwards_unasked: AtomicBool,
}

impl Clients {
    pub(crate) fn behind(proxies: TrustedProxies) -> Self {
        Self { proxies, ..Self::default() }
    }

    /// The client's address, or nothing where it cannot be told from others': a limit that all of them shared could be
    /// used up by any of them.
    pub(crate) fn find(&self, sender: Sender, forwarded: &[&[u8]]) -> Option<IpAddr> {
        let peer = match sender {
            Sender::Client(address) => return address,
            Sender::Peer(None) => {
                self.warn(
                    "nobody says where requests come from; start an axum application with \
                     into_make_service_with_connect_info::<SocketAddr>(), insert a ClientAddress into each request, or \
                     set client_address",
                );
                return None;
            }
            Sender::Peer(Some(peer)) => peer,
        };
        if !forwarded.is_empty() && !self.proxies.trusts(peer) {
            if is_private(peer) {
                self.warn(
                    "a request with X-Forwarded-For came from a private address, which is probably that of a proxy; name \
                     it in trusted_proxies, or set client_address",
                );
                return None;
            }
            self.forwards_unasked.store(true, Ordering::Relaxed);
        }
        Some(self.proxies.client(peer, forwarded))
    }

    /// A limit per client has refused a request. Tells the operator once where it may be a proxy whose requests were
    /// counted, as those of one client.
    pub(crate) fn refused(&self) {
        if self.forwards_unasked.load(Ordering::Relaxed)
            && !self.has_warned_of_refusals.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                target: "passwordless.clients_unknown",
                "a limit per client refused a request, and requests with X-Forwarded-For come from an address that is in \
                 no trusted_proxies; if that is a proxy or a content delivery network in front of the application, all of \
                 its clients count as one: name it in trusted_proxies, or set client_address"
            );
        }
    }

    fn warn(&self, why: &str) {
        if !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                target: "passwordless.clients_unknown",
                "the client of a request is not known for sure, so the limits per client may not hold: {why}"
            );
        }
    }
}
