//! Which client a request comes from.

use std::net::{IpAddr, SocketAddr};

use http::request::Parts;
use passwordless::accounts;

use crate::passwordless::Passwordless;

/// The address of the other end of the connection, as an extension of the request. Limits per client are counted by
/// it.
///
/// The code that accepts connections knows it and inserts it; in axum, `ConnectInfo<SocketAddr>` is found by itself.
/// Behind a proxy it is the proxy's: see
/// [`trusted_proxies`](passwordless::PasswordlessBuilder::trusted_proxies).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl Passwordless {
    /// Says who sent the request.
    pub(crate) fn sent<'a>(&self, request: accounts::Request<'a>, parts: &Parts) -> accounts::Request<'a> {
        match self.find_client() {
            Some(find) => request.client(find(parts)),
            None => request.peer(peer(parts)),
        }
    }

    /// The address of a request's client, if it is known: what the limits go by. For logs and limits of the application's
    /// own.
    ///
    /// It is the other end of the connection ([`ClientAddress`]), or what a
    /// [trusted proxy](passwordless::PasswordlessBuilder::trusted_proxies) says, or what
    /// [`client_address`](Self::client_address) finds.
    pub fn client_of(&self, parts: &Parts) -> Option<IpAddr> {
        const FORWARDED: &str = "x-forwarded-for";
        let accounts = self.accounts();
        let mut request = self.sent(accounts.request(parts.method.as_str(), parts.uri.path()), parts);
        for value in parts.headers.get_all(FORWARDED) {
            request.header(FORWARDED, value.as_bytes());
        }
        accounts.client_of(&request)
    }
}

fn peer(parts: &Parts) -> Option<IpAddr> {
    let inserted = parts.extensions.get::<ClientAddress>().map(|address| address.0);
    inserted.or_else(|| connection(parts).map(|address| address.ip()))
}

#[cfg(feature = "axum")]
fn connection(parts: &Parts) -> Option<SocketAddr> {
    parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>().map(|info| info.0)
}

#[cfg(not(feature = "axum"))]
fn connection(_: &Parts) -> Option<SocketAddr> {
    None
}
