//! The addresses of the vendor's example, at which the same routes answer.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request};

use crate::request::lead;

/// What the example calls a route of the account, and what the crate does.
const ADDRESSES: [(&str, &str); 3] = [
    ("/create-token", "/passkeys/register"),
    ("/complete-registration", "/passkeys/register/complete"),
    ("/verify-signin", "/passkeys/sign-in"),
];

/// Leads requests for `POST /create-token` and `POST /verify-signin` to the account, before they are routed: one route
/// with two names, and so with one set of rules.
#[derive(Debug)]
pub(crate) struct ExampleAddresses;

#[rocket::async_trait]
impl Fairing for ExampleAddresses {
    fn info(&self) -> Info {
        Info { name: "addresses of the vendor's example", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let path = request.uri().path();
        if let Some((theirs, ours)) = ADDRESSES.iter().find(|(theirs, _)| path == *theirs) {
            lead(request, theirs, ours);
        }
    }
}
