//! The bodies that our own pages post: JSON, small, from our own origin.

use std::time::Duration;

use rocket::data::{Data, FromData, Outcome, ToByteUnit};
use rocket::http::Status;
use rocket::request::Request;
use rocket::tokio::time::timeout;
use serde::de::DeserializeOwned;

use crate::application::Application;
use crate::problem::Problem;

const LIMIT_KIB: u32 = 16;

/// How long a body may take. A browser sends one this small in one go.
const PATIENCE: Duration = Duration::from_secs(10);

/// A JSON body from a page of ours; a handler takes `Result<Posted<T>, Problem>` and answers the problem.
///
/// A browser tells where a request comes from (`Origin`, `Sec-Fetch-Site`), so that another site cannot use its
/// cookies. A program that tells neither has no such cookies and may pass.
pub(crate) struct Posted<T>(pub T);

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for Posted<T> {
    type Error = Problem;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match read(request, data).await {
            Ok(value) => Outcome::Success(Self(value)),
            Err(problem) => Outcome::Error((problem.status, problem)),
        }
    }
}

async fn read<T: DeserializeOwned>(request: &Request<'_>, data: Data<'_>) -> Result<T, Problem> {
    if !comes_from_us(request) {
        return Err(Problem::new(
            Status::Forbidden,
            "cross_site",
            "Only pages of this site may ask for that.",
        ));
    }
    if !request.content_type().is_some_and(|kind| kind.is_json()) {
        return Err(Problem::new(
            Status::UnsupportedMediaType,
            "not_json",
            "Send the body as application/json.",
        ));
    }
    let body = timeout(PATIENCE, data.open(LIMIT_KIB.kibibytes()).into_bytes()).await;
    let body =
        body.map_err(|_| Problem::new(Status::RequestTimeout, "too_slow", "The body came too slowly."))?;
    let body =
        body.map_err(|_| Problem::new(Status::BadRequest, "cut_body", "The body did not arrive whole."))?;
    if !body.is_complete() {
        return Err(Problem::new(Status::PayloadTooLarge, "too_large", "The body is over 16 KiB."));
    }
    serde_json::from_slice(&body.into_inner()).map_err(|error| {
        // serde's message names the member and the place; the value could be a token, and is not in it.
        let place = format!(
            "The body is not the JSON that is expected here (line {}, column {}).",
            error.line(),
            error.column()
        );
        Problem::new(Status::BadRequest, "malformed_json", place)
    })
}

/// Whether the request comes from a page of our origin, or from no page at all.
pub(crate) fn comes_from_us(request: &Request<'_>) -> bool {
    let headers = request.headers();
    let ours = request.rocket().state::<Application>().map(Application::origin);
    match (headers.get_one("Origin"), headers.get_one("Sec-Fetch-Site")) {
        (Some(origin), _) => ours.is_some_and(|ours| ours == origin),
        (None, Some(site)) => site == "same-origin",
        (None, None) => true,
    }
}
