use axum::{Router, body::Body};
use http::{
    Request, StatusCode,
    header::{CONTENT_TYPE, HOST, ORIGIN},
};
use tower::{Service as _, ServiceExt};

use crate::Outcome;

/// A route that takes a token and answers who that is: `POST /sign-in`.
pub(super) struct Route {
    pub(super) name: &'static str,
    pub(super) router: Router,
}

impl Route {
    /// Signs in with each of the tokens, one after another.
    pub(super) async fn sign_in(&mut self, tokens: Vec<String>) -> Outcome {
        for token in tokens {
            let request = Request::post("/sign-in")
                .header(HOST, "localhost:4000")
                .header(ORIGIN, super::ORIGIN)
                .header("sec-fetch-site", "same-origin")
                .header(CONTENT_TYPE, "application/json")
                .body(Body::from(format!(r#"{{"token":"{token}"}}"#)))?;
            let answer = ServiceExt::<Request<Body>>::ready(&mut self.router).await?.call(request).await?;
            let status = answer.status();
            let body = axum::body::to_bytes(answer.into_body(), 10_000).await?;
            if status != StatusCode::OK {
                return Err(
                    format!("{} answered {status}: {}", self.name, String::from_utf8_lossy(&body)).into()
                );
            }
        }
        Ok(())
    }
}

/// What the page posts.
#[derive(serde::Deserialize)]
pub(super) struct Posted {
    pub(super) token: String,
}

/// What the page is told.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignedIn {
    pub(super) user_id: String,
}
