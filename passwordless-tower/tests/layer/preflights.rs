//! Where a layer for CORS stands beside a layer that requires a sign-in.

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::any,
};
use http::{Method, StatusCode, header::ACCESS_CONTROL_ALLOW_ORIGIN};
use tower::ServiceExt;

use crate::site::Site;

const THEIRS: &str = "https://shop.example";

/// What a layer for CORS does: it answers preflights, and marks other answers.
async fn cors(request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key("access-control-request-method");
    let allow = [(ACCESS_CONTROL_ALLOW_ORIGIN, THEIRS)];
    match is_preflight {
        true => (StatusCode::NO_CONTENT, allow).into_response(),
        false => (allow, next.run(request).await).into_response(),
    }
}

fn preflight() -> http::Request<Body> {
    let request = http::Request::options("/orders").header("origin", THEIRS);
    request.header("access-control-request-method", "POST").body(Body::empty()).unwrap()
}

/// A handler that takes every method, `OPTIONS` among them.
fn orders() -> Router {
    Router::new().route("/orders", any(|| async { "orders" }))
}

#[tokio::test]
async fn a_layer_for_cors_outside_answers_preflights_and_marks_refusals() {
    let app = orders().route_layer(Site::new().passwordless().require()).layer(from_fn(cors));
    let answer = app.clone().oneshot(preflight()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    // The page may read why it was refused.
    let get = http::Request::get("/orders").header("origin", THEIRS).body(Body::empty()).unwrap();
    let answer = app.oneshot(get).await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(answer.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], THEIRS);
}

#[tokio::test]
async fn what_looks_like_a_preflight_reaches_no_handler_without_a_sign_in() {
    let app = orders().layer(from_fn(cors)).layer(Site::new().passwordless().require());
    assert_eq!(app.oneshot(preflight()).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let app = orders().route_layer(Site::new().passwordless().require());
    assert_eq!(app.oneshot(preflight()).await.unwrap().status(), StatusCode::UNAUTHORIZED);
}
