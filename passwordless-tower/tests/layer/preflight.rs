//! CORS preflights, which never carry a session, and the order of the layers.

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::any,
};
use http::StatusCode;
use tower::ServiceExt;

use crate::{
    requests::code,
    site::{ORIGIN, Site},
};

/// Answers preflights, as a layer for CORS does.
async fn cors(request: Request, next: Next) -> Response {
    if request.method() == "OPTIONS" && request.headers().contains_key("access-control-request-method") {
        return (StatusCode::NO_CONTENT, [("access-control-allow-origin", ORIGIN)]).into_response();
    }
    next.run(request).await
}

fn preflight() -> Request {
    let request = Request::options("/secret").header("origin", ORIGIN);
    request.header("access-control-request-method", "POST").body(Body::empty()).unwrap()
}

fn guarded() -> Router {
    let require = Site::new().passwordless().require();
    Router::new().route("/secret", any(async || "the secret")).route_layer(require)
}

#[tokio::test]
async fn a_layer_for_cors_outside_answers_preflights_and_the_guard_the_rest() {
    let app = guarded().layer(from_fn(cors));
    let answer = app.clone().oneshot(preflight()).await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(answer.headers()["access-control-allow-origin"], ORIGIN);
    for method in ["GET", "POST", "OPTIONS"] {
        let request = Request::builder().method(method).uri("/secret").header("origin", ORIGIN);
        let answer = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(code(answer).await, (401, "sign_in_required".to_owned()), "{method}");
    }
}

#[tokio::test]
async fn the_headers_of_a_preflight_let_nobody_in() {
    // A handler for any method answers OPTIONS, too.
    let answer = guarded().oneshot(preflight()).await.unwrap();
    assert_eq!(code(answer).await, (401, "sign_in_required".to_owned()));
    let inside = Router::new().route("/secret", any(async || "the secret")).layer(from_fn(cors));
    let app = inside.layer(Site::new().passwordless().require());
    let answer = app.oneshot(preflight()).await.unwrap();
    assert_eq!(code(answer).await, (401, "sign_in_required".to_owned()));
}
