//! A test of a protected route.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use passwordless_emulator::Emulator;
use passwordless_tower::testing::SignedInAs;
use tower::ServiceExt;

use crate::setting::configured;

#[tokio::test]
async fn alice_sees_her_page() {
    let (app, passwordless) = configured(&Emulator::start().unwrap());
    let client = app.clone();
    // [test of a protected route]
    let request = Request::get("/me").signed_in_as(&passwordless, "alice").body(Body::empty()).unwrap();
    assert_eq!(app.oneshot(request).await.unwrap().status(), StatusCode::OK);
    // [end]
    let request = Request::post("/close-account").signed_in_as(&passwordless, "alice");
    let response = client.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}
