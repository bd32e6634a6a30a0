//! What the log says of each request: never a query, a cookie or a body, since those hold secrets.

use std::io::IsTerminal;
use std::time::Instant;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request, Response};
use tracing_subscriber::EnvFilter;

/// Starts the log on standard error: time, level, and what `RUST_LOG` lets through (`info` unless told).
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // A test harness may have started one already; then that one is as good.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Nor does a closed standard error stop a request: complaining about it there would panic.
    let log = log.log_internal_errors(false);
    let _ = log.with_ansi(std::io::stderr().is_terminal()).try_init();
}

/// A path may be as long as the server takes; the log keeps this much of it. A path is ASCII.
const LONGEST_PATH: usize = 200;

/// One line per request.
#[derive(Debug)]
pub struct AccessLog;

#[rocket::async_trait]
impl Fairing for AccessLog {
    fn info(&self) -> Info {
        Info { name: "access log", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        request.local_cache(Instant::now);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let took = request.local_cache(Instant::now).elapsed();
        let (method, path) = (request.method(), request.uri().path().as_str());
        let path = path.get(..LONGEST_PATH).unwrap_or(path);
        let (status, milliseconds) = (response.status().code, took.as_secs_f64() * 1000.0);
        tracing::info!(%method, %path, status, milliseconds = format_args!("{milliseconds:.1}"), "answered");
    }
}
