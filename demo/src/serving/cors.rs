//! Pages of other origins of our site, which may use the account's routes
//! ([CORS](https://fetch.spec.whatwg.org/#http-cors-protocol)).

use crate::settings::CorsOrigins;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Header, Method, Status};
use rocket::{Request, Response};

/// Where the account's routes are.
pub(super) const ACCOUNT: &str = "/passkeys/";

/// Lets pages of these origins read what the account answers, and nothing else.
#[derive(Debug, Clone)]
pub(super) struct Cors(CorsOrigins);

impl Cors {
    pub(super) fn of(origins: &CorsOrigins) -> Self {
        Self(origins.clone())
    }
}

#[rocket::async_trait]
impl Fairing for Cors {
    fn info(&self) -> Info {
        Info { name: "CORS", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if self.0.is_empty() || !request.uri().path().starts_with(ACCOUNT) {
            return;
        }
        response.adjoin_raw_header("Vary", "Origin");
        let Some(origin) = request.headers().get_one("Origin") else { return };
        let Some(allowed) = self.0.iter().find(|allowed| *allowed == origin) else { return };
        response.set_header(Header::new("Access-Control-Allow-Origin", allowed.to_owned()));
        response.set_header(Header::new("Access-Control-Allow-Credentials", "true"));
        response.set_header(Header::new("Access-Control-Expose-Headers", "Retry-After"));
        if request.method() == Method::Options && request.headers().contains("Access-Control-Request-Method")
        {
            // No route takes a preflight: this is its whole answer.
            response.set_status(Status::NoContent);
            response.set_sized_body(0, std::io::Cursor::new(""));
            response.remove_header("Content-Type");
            response.remove_header("Allow");
            response.set_header(Header::new("Access-Control-Allow-Methods", "GET, POST, DELETE"));
            response
                .set_header(Header::new("Access-Control-Allow-Headers", "Content-Type, Passwordless-User"));
            response.set_header(Header::new("Access-Control-Max-Age", "600"));
        }
    }
}
