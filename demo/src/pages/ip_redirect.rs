use std::net::IpAddr;

use rocket::get;
use rocket::http::Status;
use rocket::http::uri::Origin;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::Redirect;

use crate::state::Application;

/// A visit to an IP address, where no passkey can work: WebAuthn wants a host name as relying party id.
#[derive(Debug)]
pub(super) struct ByAddress(String);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for ByAddress {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let host = request.host().map(|host| host.domain().as_str());
        let address: Option<IpAddr> = host.and_then(|host| host.trim_matches(['[', ']']).parse().ok());
        match (address, request.rocket().state::<Application>()) {
            // Only where both names mean this machine: elsewhere the address may be a health check's.
            (Some(address), Some(application))
                if address.is_loopback() && application.origin.domain() == Some("localhost") =>
            {
                Outcome::Success(Self(application.origin()))
            }
            _ => Outcome::Forward(Status::NotFound),
        }
    }
}

/// Leads whoever typed `127.0.0.1` to `localhost`.
#[get("/<_..>")]
pub(super) fn to_our_origin(by_address: ByAddress, here: &Origin<'_>) -> Redirect {
    Redirect::temporary(format!("{}{here}", by_address.0))
}
