//! `/health/…` and `/`.

use http::StatusCode;
use http::header::{CACHE_CONTROL, EXPIRES, PRAGMA};
use serde_json::json;

use super::Call;
use crate::answer::{Answer, Problem};

pub(crate) fn root() -> Answer {
    let text =
        "An emulator of Passwordless.dev for tests; the API is described at https://docs.passwordless.dev";
    Answer::text("text/plain; charset=utf-8", text)
}

pub(crate) fn http() -> Answer {
    uncached(Answer::text("text/plain", "Healthy"))
}

/// Whether the data file, if there is one, still takes changes.
pub(crate) fn storage(call: &Call<'_>) -> Answer {
    let healthy = call.vault.is_healthy();
    let status = if healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if healthy { "Healthy" } else { "Unhealthy" };
    report(status, word, "db", &json!({}))
}

pub(crate) fn version() -> Answer {
    let versions =
        json!({ "version": env!("CARGO_PKG_VERSION"), "net-runtime-version": "none: an emulator in Rust" });
    report(StatusCode::OK, "Healthy", "version", &versions)
}

/// There is no mail server to be asked.
pub(crate) fn mail() -> Answer {
    let body = json!({ "status": "Healthy", "elapsedMilliseconds": 0, "results": {} });
    uncached(Answer::indented_json(StatusCode::OK, &body))
}

/// The error that an API error looks like.
pub(crate) fn throw_api() -> Problem {
    Problem::bad_request("test_error", "This is what an error of the API looks like.")
}

/// The error that a failure looks like.
pub(crate) fn throw_exception() -> Problem {
    Problem::internal("This is what a failure looks like.")
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
