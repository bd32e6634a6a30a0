//! `/health/…` and `/`.

use std::collections::BTreeMap;

use http::{
    StatusCode,
    header::{CACHE_CONTROL, EXPIRES, PRAGMA},
};
use serde::Serialize;

use super::Call;
use crate::answer::{Answer, Problem};

const HEALTHY: &str = "Healthy";

/// Members in the service's order, here and below.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    status: &'static str,
    elapsed_milliseconds: u32,
    results: BTreeMap<&'static str, Check>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Check {
    status: &'static str,
    elapsed_milliseconds: u32,
    data: Details,
}

#[derive(Debug, Default, Serialize)]
struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'static str>,
    #[serde(rename = "net-runtime-version", skip_serializing_if = "Option::is_none")]
    runtime: Option<&'static str>,
}

pub(crate) fn root() -> Answer {
    let text =
        "An emulator of Passwordless.dev for tests; the API is described at https://docs.passwordless.dev";
    Answer::text("text/plain; charset=utf-8", text)
}

pub(crate) fn http() -> Answer {
    uncached(Answer::text("text/plain", HEALTHY))
}

/// Whether the data file, if there is one, still takes changes.
pub(crate) fn storage(call: &Call<'_>) -> Answer {
    let healthy = call.vault.is_healthy();
    let status = if healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if healthy { HEALTHY } else { "Unhealthy" };
    report(status, word, Some(("db", Details::default())))
}

pub(crate) fn version() -> Answer {
    let details =
        Details { version: Some(env!("CARGO_PKG_VERSION")), runtime: Some("none: an emulator in Rust") };
    report(StatusCode::OK, HEALTHY, Some(("version", details)))
}

/// There is no mail server to be asked.
pub(crate) fn mail() -> Answer {
    report(StatusCode::OK, HEALTHY, None)
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
fn report(status: StatusCode, word: &'static str, check: Option<(&'static str, Details)>) -> Answer {
    let check = check.map(|(name, data)| (name, Check { status: word, elapsed_milliseconds: 0, data }));
    let report = Report { status: word, elapsed_milliseconds: 0, results: check.into_iter().collect() };
    uncached(Answer::indented_json(status, &report))
}

fn uncached(answer: Answer) -> Answer {
    answer
        .header(CACHE_CONTROL, "no-store, no-cache")
        .header(PRAGMA, "no-cache")
        .header(EXPIRES, "Thu, 01 Jan 1970 00:00:00 GMT")
}
