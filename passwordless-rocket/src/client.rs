//! Which client a request comes from.

use std::net::IpAddr;

use passwordless::accounts;
use rocket::Request;

use crate::{passwordless::Passwordless, request};

impl Passwordless {
    /// The address of a request's client, if it is known: what the limits go by. For logs and limits of the application's
    /// own.
    ///
    /// It is the other end of the connection, or what a
    /// [trusted proxy](crate::PasswordlessFairing::trusted_proxies) says, or what
    /// [`client_address`](crate::PasswordlessFairing::client_address) finds.
    pub fn client_of(&self, request: &Request<'_>) -> Option<IpAddr> {
        let accounts = self.accounts();
        let mut asked = self.sent(accounts.request(request.method().as_str(), ""), request);
        for (name, value) in request::headers(request).filter(|(name, _)| *name == "X-Forwarded-For") {
            asked.header(name.as_str(), value.as_bytes());
        }
        accounts.client_of(&asked)
    }

    /// Says who sent the request. Not by Rocket's `client_ip`, which believes a header of anybody.
    pub(crate) fn sent<'a>(
        &self,
        asked: accounts::Request<'a>,
        request: &Request<'_>,
    ) -> accounts::Request<'a> {
        match self.find_client() {
            Some(find) => asked.client(find(request)),
            None => asked.peer(request.remote().map(|address| address.ip())),
        }
    }
}
