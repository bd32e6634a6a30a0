//! From where a request really comes.

use std::net::IpAddr;

use passwordless::accounts::TrustedProxies;
use passwordless_rocket::Passwordless;
use rocket::Request;

/// The client's address: what one of our proxies says, or else the other end of the connection.
pub(crate) fn client(request: &Request<'_>) -> Option<IpAddr> {
    let known =
        request.rocket().state::<Passwordless>().and_then(|passwordless| passwordless.client_of(request));
    // Of somebody who cannot be told from others the crate's limits know nothing; ours are not passed in that way.
    known.or_else(|| Some(request.remote()?.ip().to_canonical()))
}

/// Whether one of our proxies handed this request on, so that some of its headers are ours.
pub(crate) fn came_through_proxy(request: &Request<'_>) -> bool {
    let proxies = request.rocket().state::<TrustedProxies>();
    proxies.zip(request.remote()).is_some_and(|(proxies, peer)| proxies.trusts(peer.ip()))
}
