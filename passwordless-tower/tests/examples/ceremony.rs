//! A test of a whole ceremony, without a browser.

use axum::{
    body::Body,
    http::{
        Request, StatusCode,
        header::{CONTENT_TYPE, COOKIE, SET_COOKIE},
    },
};
use passwordless_emulator::Emulator;
use tower::ServiceExt;

use crate::setting::{ORIGIN, configured};

const JSON: &str = "application/json";

#[tokio::test]
async fn alice_signs_in_with_a_passkey() {
    // [whole ceremony]
    let emulator = Emulator::start().unwrap();
    let (app, _passwordless) = configured(&emulator);
    let browser = emulator.browser_of("alice", ORIGIN).await.unwrap();
    let body = format!(r#"{{"token":"{}"}}"#, browser.sign_in().await.unwrap());
    let request = Request::post("/passkeys/sign-in").header("origin", ORIGIN).header(CONTENT_TYPE, JSON);
    let signed_in = app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    // A browser leaves the attributes out; here they are pairs that nobody reads.
    let request = Request::get("/me").header(COOKIE, &signed_in.headers()[SET_COOKIE]);
    assert_eq!(app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status(), StatusCode::OK);
    // [end]
}
