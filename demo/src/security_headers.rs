//! What browsers may do with our pages.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Request, Response};

/// Adds a content policy without inline script, and forbids everything that the pages do not need.
#[derive(Debug)]
pub(crate) struct SecurityHeaders {
    policy: String,
    is_https: bool,
}

impl SecurityHeaders {
    /// Pages may connect to themselves and to the service's API, nothing else.
    pub(crate) fn new(api_url: &str, is_https: bool) -> Self {
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {}; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            origin_of(api_url)
        );
        Self { policy, is_https }
    }
}

fn origin_of(url: &str) -> String {
    url::Url::parse(url).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

#[rocket::async_trait]
impl Fairing for SecurityHeaders {
    fn info(&self) -> Info {
        Info { name: "security headers", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, _: &'r Request<'_>, response: &mut Response<'r>) {
        response.set_header(Header::new("Content-Security-Policy", self.policy.clone()));
        response.set_header(Header::new("X-Content-Type-Options", "nosniff"));
        response.set_header(Header::new("X-Frame-Options", "DENY"));
        response.set_header(Header::new("Cross-Origin-Opener-Policy", "same-origin"));
        if self.is_https {
            response.set_header(Header::new("Strict-Transport-Security", "max-age=31536000"));
        }
        response.set_header(Header::new("Referrer-Policy", "same-origin"));
        response.set_header(Header::new(
            "Permissions-Policy",
            "publickey-credentials-create=(self), publickey-credentials-get=(self), camera=(), geolocation=(), microphone=()",
        ));
        // What depends on who asks is not kept; a file of the program says for itself.
        if !response.headers().contains("Cache-Control") {
            response.set_header(Header::new("Cache-Control", "no-store"));
            response.set_header(Header::new("Vary", "Accept, Cookie, Sec-Fetch-Mode"));
        }
    }
}
