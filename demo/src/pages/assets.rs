use std::hash::{DefaultHasher, Hash, Hasher};

use rocket::get;
use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};

/// A file that is part of the program.
#[derive(Debug)]
pub(super) struct Asset {
    kind: ContentType,
    body: &'static str,
}

impl<'r> Responder<'r, 'static> for Asset {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut hasher = DefaultHasher::new();
        self.body.hash(&mut hasher);
        let tag = format!("\"{:016x}\"", hasher.finish());
        let mut response = Response::build();
        // Kept by the browser, and asked for again each time: a new build is seen at once.
        response.header(self.kind).header(Header::new("Cache-Control", "no-cache"));
        if request
            .headers()
            .get("If-None-Match")
            .any(|known| known.strip_prefix("W/").unwrap_or(known) == tag)
        {
            response.status(Status::NotModified);
        } else {
            response.sized_body(self.body.len(), std::io::Cursor::new(self.body));
        }
        response.header(Header::new("ETag", tag)).ok()
    }
}

#[get("/page.js")]
pub(super) fn page() -> Asset {
    Asset { kind: ContentType::JavaScript, body: include_str!("../../static/page.js") }
}

#[get("/doctor.js")]
pub(super) fn doctor() -> Asset {
    Asset { kind: ContentType::JavaScript, body: include_str!("../../static/doctor.js") }
}

#[get("/client-register.js")]
pub(super) fn client_register() -> Asset {
    Asset { kind: ContentType::JavaScript, body: include_str!("../../static/client-register.js") }
}

#[get("/client-signin.js")]
pub(super) fn client_signin() -> Asset {
    Asset { kind: ContentType::JavaScript, body: include_str!("../../static/client-signin.js") }
}

#[get("/admin.js")]
pub(super) fn admin() -> Asset {
    Asset { kind: ContentType::JavaScript, body: include_str!("../../static/admin.js") }
}

#[get("/account.js")]
pub(super) fn account() -> Asset {
    Asset { kind: ContentType::JavaScript, body: include_str!("../../static/account.js") }
}

#[get("/recover.js")]
pub(super) fn recover() -> Asset {
    Asset { kind: ContentType::JavaScript, body: include_str!("../../static/recover.js") }
}

#[get("/recovery-address.js")]
pub(super) fn recovery_address() -> Asset {
    Asset { kind: ContentType::JavaScript, body: include_str!("../../static/recovery-address.js") }
}

#[get("/style.css")]
pub(super) fn style() -> Asset {
    Asset { kind: ContentType::CSS, body: include_str!("../../static/style.css") }
}

#[get("/favicon.svg")]
pub(super) fn icon() -> Asset {
    Asset { kind: ContentType::SVG, body: include_str!("../../static/favicon.svg") }
}
