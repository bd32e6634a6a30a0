use axum::{Json, Router, extract::State, routing::post};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::{
    route::{Posted, Route, SignedIn},
    service::Service,
};
use crate::Outcome;

#[derive(Clone)]
struct App {
    http: reqwest::Client,
    verify: String,
    secret: String,
}

/// What the service says of a token, as far as the handler wants to know.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Verified {
    success: bool,
    user_id: String,
}

/// What an application does that knows the service's documentation and nothing else: it asks, believes, and opens no
/// session.
async fn sign_in(State(app): State<App>, Json(posted): Json<Posted>) -> Result<Json<SignedIn>, StatusCode> {
    let request = app.http.post(&app.verify).header("ApiSecret", &app.secret);
    let answer = request.json(&json!({ "token": posted.token })).send().await.map_err(unavailable)?;
    let answer = answer.error_for_status().map_err(|_| StatusCode::UNAUTHORIZED)?;
    let verified: Verified = answer.json().await.map_err(unavailable)?;
    match verified.success {
        true => Ok(Json(SignedIn { user_id: verified.user_id })),
        false => Err(StatusCode::UNAUTHORIZED),
    }
}

fn unavailable(_: reqwest::Error) -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}

pub(super) fn plain(service: &Service) -> Outcome<Route> {
    let app = App {
        http: reqwest::Client::builder().no_proxy().build()?,
        verify: format!("{}/signin/verify", service.url),
        secret: service.secret.clone(),
    };
    let router = Router::new().route("/sign-in", post(sign_in)).with_state(app);
    Ok(Route { name: "plain reqwest, no checks, no session", router })
}
