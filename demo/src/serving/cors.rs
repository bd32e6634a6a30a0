//! Pages of other origins of our site, which may use the account's routes
//! ([CORS](https://fetch.spec.whatwg.org/#http-cors-protocol)).

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Header, Method, Status};
use rocket::{Request, Response};
use url::Url;

use crate::settings::origin;
use crate::start_error::StartError;

/// The origins whose pages may use the account's routes beside our own.
///
/// Each is on our host or below it, by the same scheme: passkeys of our host work there, and browsers send our cookie
/// along, since all of it is one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorsOrigins(Vec<String>);

impl CorsOrigins {
    /// Reads a list with commas between.
    ///
    /// # Errors
    ///
    /// If one of them is no origin, or of another site than `ours`.
    pub(crate) fn parse(list: &str, ours: &Url) -> Result<Self, StartError> {
        let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(|entry| same_site(entry, ours)).collect::<Result<_, _>>().map(Self)
    }

    /// The origins as browsers write them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

fn same_site(entry: &str, ours: &Url) -> Result<String, StartError> {
    let refused = |reason| StartError::UnusableCorsOrigin { entry: entry.to_owned(), reason };
    let theirs = origin::parse(entry).map_err(|_| refused("it is no origin that can have passkeys"))?;
    let (host, our_host) = (theirs.domain().unwrap_or_default(), ours.domain().unwrap_or_default());
    if theirs.scheme() != ours.scheme() {
        return Err(refused("ORIGIN has another scheme"));
    }
    if host != our_host && !host.strip_suffix(our_host).is_some_and(|rest| rest.ends_with('.')) {
        return Err(refused(
            "it is neither on the host of ORIGIN nor below it, so passkeys of ORIGIN do not work there",
        ));
    }
    Ok(theirs.origin().ascii_serialization())
}

/// Where the account's routes are.
pub(super) const ACCOUNT: &str = "/passkeys/";

/// Lets pages of these origins read what the account answers, and nothing else.
#[derive(Clone, Debug)]
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
        if self.0.0.is_empty() || !request.uri().path().starts_with(ACCOUNT) {
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
            response.set_header(Header::new("Access-Control-Allow-Headers", "Content-Type"));
            response.set_header(Header::new("Access-Control-Max-Age", "600"));
        }
    }
}
