//! `signed_in_as` and `stepped_up_as`, as an application's tests use it.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    routing::get,
};
use passwordless::{Purpose, StepUp};
use passwordless_tower::{
    Passwordless,
    axum::{Fresh, Session},
    testing::SignedInAs,
};
use tower::ServiceExt;

use crate::site::Site;

async fn me(session: Session) -> String {
    session.user_id().to_owned()
}

fn app() -> (Router, Passwordless) {
    let passwordless = Site::new().passwordless();
    (Router::new().route("/me", get(me).post(me)).with_state(passwordless.clone()), passwordless)
}

#[tokio::test]
async fn a_request_is_signed_in_with_one_line() {
    let (app, passwordless) = app();
    for request in [Request::get("/me"), Request::post("/me")] {
        let request = request.signed_in_as(&passwordless, "alice").body(Body::empty()).unwrap();
        assert_eq!(app.clone().oneshot(request).await.unwrap().status(), StatusCode::OK);
    }
    let request = Request::get("/me").body(Body::empty()).unwrap();
    assert_eq!(app.oneshot(request).await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_request_is_stepped_up_with_one_line_for_its_purpose_only() {
    struct Pay;
    impl Purpose for Pay {
        const NAME: &'static str = "pay";
    }
    async fn pay(session: Fresh<Pay>) -> String {
        session.user_id().to_owned()
    }
    let passwordless = Site::new().passwordless();
    let app = Router::new().route("/pay", get(pay).post(pay)).with_state(passwordless.clone());
    let request = || Request::post("/pay");
    for (request, expected) in [
        (request().stepped_up_as::<Pay>(&passwordless, "alice"), StatusCode::OK),
        (request().stepped_up_as::<StepUp>(&passwordless, "alice"), StatusCode::UNAUTHORIZED),
        (request().signed_in_as(&passwordless, "alice"), StatusCode::UNAUTHORIZED),
    ] {
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), expected);
    }
}

#[tokio::test]
async fn the_protection_against_other_sites_can_be_tested_too() {
    let (app, passwordless) = app();
    let request = Request::post("/me").header("origin", "https://evil.example");
    let request = request.signed_in_as(&passwordless, "alice").body(Body::empty()).unwrap();
    assert_eq!(app.oneshot(request).await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[test]
fn a_session_that_cannot_be_opened_makes_no_request() {
    let (_, passwordless) = app();
    assert!(Request::get("/me").signed_in_as(&passwordless, "").body(()).is_err());
}
