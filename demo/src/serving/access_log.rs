//! What the log says of each request: never a query, a cookie or a body, since those hold secrets.

use std::time::Instant;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Method, Status};
use rocket::{Data, Request, Response};

use crate::request::{RequestId, client, written_path};

/// One line per request.
#[derive(Debug)]
pub(super) struct AccessLog;

/// How a request came; Rocket makes a GET of a HEAD on the way.
#[derive(Debug, Clone, Copy)]
struct Arrival(Instant, Method);

impl Arrival {
    fn of(request: &Request<'_>) -> Self {
        *request.local_cache(|| Self(Instant::now(), request.method()))
    }
}

/// Whether a fairing has seen the request; set by the first who asks.
#[derive(Debug, Clone, Copy)]
struct Seen(bool);

/// Whether the request came by the fairings.
pub(super) fn has_seen(request: &Request<'_>) -> bool {
    request.local_cache(|| Seen(false)).0
}

#[rocket::async_trait]
impl Fairing for AccessLog {
    fn info(&self) -> Info {
        Info { name: "access log", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        Arrival::of(request);
        request.local_cache(|| Seen(true));
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        write(request, response.status());
    }
}

/// The line of a request.
pub(super) fn write(request: &Request<'_>, status: Status) {
    let Arrival(started, method) = Arrival::of(request);
    let milliseconds = format!("{:.1}", started.elapsed().as_secs_f64() * 1000.0);
    let path = Shown(written_path(request));
    let (status, id) = (status.code, RequestId::of(request));
    let client = client(request).map_or_else(|| "-".to_owned(), |client| client.to_string());
    // A load balancer asks every few seconds, and nobody wants to read that.
    if matches!(path.0, "/health" | "/ready") {
        tracing::debug!(%method, %path, status, %milliseconds, %client, %id, "answered");
    } else {
        tracing::info!(%method, %path, status, %milliseconds, %client, %id, "answered");
    }
}

/// A path for the log: a part that is not plain, or that could be a token, is left out.
#[derive(Debug)]
struct Shown<'a>(&'a str);

/// A path may be as long as the server takes; the log keeps this much of it.
const LONGEST_PATH: usize = 200;

/// Longer than any credential id that the pages use, and shorter than a sealed cookie.
const LONGEST_PART: usize = 90;

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut room = LONGEST_PATH;
        for (index, part) in self.0.split('/').enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            let part = if is_plain(part) { part } else { "***" };
            let Some(left) = room.checked_sub(part.len() + 1) else { return f.write_str("...") };
            room = left;
            f.write_str(part)?;
        }
        Ok(())
    }
}

/// What is escaped may be anything, and colons are in the service's keys.
fn is_plain(part: &str) -> bool {
    let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    let lower = part.to_ascii_lowercase();
    let token = ["verify_", "register_"].iter().any(|kind| lower.contains(kind));
    plain && !token && part.len() <= LONGEST_PART
}
