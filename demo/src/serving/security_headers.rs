//! What browsers may do with our pages.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Request, Response};

use crate::state::Application;

/// Adds a content policy without inline script, and forbids everything that the pages do not need.
#[derive(Debug, Clone)]
pub(super) struct SecurityHeaders {
    policy: String,
    is_https: bool,
}

/// What is the same for every answer.
const ALWAYS: [(&str, &str); 6] = [
    ("X-Content-Type-Options", "nosniff"),
    // For browsers that do not know `frame-ancestors`.
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    // With `no-referrer`, forms would be sent with the origin `null`.
    ("Referrer-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "publickey-credentials-create=(self), publickey-credentials-get=(self), camera=(), geolocation=(), \
         microphone=(), payment=(), usb=()",
    ),
];

impl SecurityHeaders {
    /// Pages may connect to themselves and to the service's API, nothing else.
    pub(super) fn of(application: &Application) -> Self {
        let api = url::Url::parse(&application.api_url);
        let api = api.map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {api}; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'"
        );
        Self { policy, is_https: application.origin.scheme() == "https" }
    }

    pub(super) fn add(&self, response: &mut Response<'_>) {
        response.set_header(Header::new("Content-Security-Policy", self.policy.clone()));
        for (name, value) in ALWAYS {
            response.set_header(Header::new(name, value));
        }
        if self.is_https {
            response.set_header(Header::new("Strict-Transport-Security", "max-age=31536000"));
        }
        // What depends on who asks is not kept; a file of the program says for itself.
        if !response.headers().contains("Cache-Control") {
            response.set_header(Header::new("Cache-Control", "no-store"));
            response.set_header(Header::new("Vary", "Accept, Cookie, Sec-Fetch-Mode"));
        }
    }
}

#[rocket::async_trait]
impl Fairing for SecurityHeaders {
    fn info(&self) -> Info {
        Info { name: "security headers", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, _: &'r Request<'_>, response: &mut Response<'r>) {
        self.add(response);
    }
}
