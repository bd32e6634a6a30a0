//! `/health/…` and `/`.

use http::StatusCode;
use http::header::{CACHE_CONTROL, EXPIRES, PRAGMA};
use serde_json::json;

use super::Call;
use crate::http::Answer;

pub(super) fn root() -> Answer {
    let text =
        "An emulator of Passwordless.dev for tests; the API is described at https://docs.passwordless.dev";
    Answer::text("text/plain; charset=utf-8", text)
}

pub(super) fn http() -> Answer {
    uncached(Answer::text("text/plain", "Healthy"))
}

/// Whether the data file, if there is one, still takes changes.
pub(super) fn storage(call: &Call<'_>) -> Answer {
    let healthy = call.vault.is_healthy();
    let status = if healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if healthy { "Healthy" } else { "Unhealthy" };
    report(status, word, "db", &json!({}))
}

pub(super) fn version() -> Answer {
    let versions =
        json!({ "version": env!("CARGO_PKG_VERSION"), "net-runtime-version": "none: an emulator in Rust" });
    report(StatusCode::OK, "Healthy", "version", &versions)
}

/// Nothing takes a measurable time here.
fn report(status: StatusCode, word: &str, name: &str, details: &serde_json::Value) -> Answer {
    let body = json!({
        "status": word,
        "elapsedMilliseconds": 0,
        "results": { name: { "status": word, "elapsedMilliseconds": 0, "data": details } },
    });
    uncached(Answer::indented_json(status, &body))
}

fn uncached(answer: Answer) -> Answer {
    answer
        .header(CACHE_CONTROL, "no-store, no-cache")
        .header(PRAGMA, "no-cache")
        .header(EXPIRES, "Thu, 01 Jan 1970 00:00:00 GMT")
}
