//! `examples/axum.rs`: a person registers, is known, steps up, signs out, and signs in again.

use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    app::{Names, app},
    site::{ORIGIN, Site},
    visitor::Visitor,
};

/// The application on a free port.
async fn start(site: &Site) -> Visitor {
    let names = Names::default();
    let app = app(site.builder().newcomers(names.clone()).build().unwrap(), names);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    Visitor::new(url)
}

#[tokio::test]
async fn a_person_registers_is_known_steps_up_signs_out_and_in_again() {
    let site = Site::new();
    let browser = site.emulator.browser(ORIGIN);
    let mut app = start(&site).await;
    assert_eq!(app.get("/").await, (200, "Hello!".to_owned()));
    assert_eq!(app.get("/me").await.0, 401);

    let (status, begun) = app.post("/passkeys/register", json!({ "name": "Alice" })).await;
    assert_eq!(status, 200, "{begun}");
    let token = browser.register(begun["token"].as_str().unwrap()).await.unwrap();
    let (status, done) = app.post("/passkeys/register/complete", json!({ "token": token })).await;
    assert_eq!(status, 201, "{done}");
    assert_eq!(app.get("/me").await, (200, "Alice".to_owned()));
    assert_eq!(app.get("/").await.1, "Hello again!");

    // Signed in is not enough for everything.
    assert_eq!(app.post("/close-account", json!({})).await.1["code"], "step_up_required");
    let confirming = browser.purpose("step-up");
    let token = confirming.sign_in().await.unwrap();
    let (status, answer) = app.post("/passkeys/step-up/step-up", json!({ "token": token })).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(app.post("/close-account", json!({})).await.0, 204);

    let kept = app.cookies.clone();
    assert_eq!(app.post("/passkeys/sign-out", json!({})).await.0, 204);
    assert_eq!(app.get("/me").await.0, 401);
    // Not only in the browser: a copy of the cookie is worth nothing.
    app.cookies = kept;
    assert_eq!(app.get("/me").await.0, 401);

    let token = confirming.purpose("sign-in").sign_in().await.unwrap();
    assert_eq!(app.post("/passkeys/sign-in", json!({ "token": token })).await.0, 200);
    assert_eq!(app.get("/me").await, (200, "Alice".to_owned()));
    let (status, passkeys) = app.get("/passkeys/passkeys").await;
    let passkeys: Value = serde_json::from_str(&passkeys).unwrap();
    assert_eq!((status, passkeys["passkeys"].as_array().unwrap().len()), (200, 1));
}

#[tokio::test]
async fn a_token_opens_one_session_and_only_from_our_page() {
    let site = Site::new();
    let browser = site.emulator.browser(ORIGIN);
    let mut app = start(&site).await;
    let (_, begun) = app.post("/passkeys/register", json!({ "name": "Alice" })).await;
    let token = browser.register(begun["token"].as_str().unwrap()).await.unwrap();
    assert_eq!(app.post("/passkeys/register/complete", json!({ "token": token })).await.0, 201);
    app.cookies.clear();

    let body = json!({ "token": browser.sign_in().await.unwrap() });
    let code = |answer: (u16, Value)| (answer.0, answer.1["code"].as_str().unwrap_or_default().to_owned());
    let evil = app.post_from("https://evil.example", "/passkeys/sign-in", body.clone()).await;
    assert_eq!(code(evil), (403, "cross_site_request".to_owned()));
    let forged = app.post("/passkeys/sign-in", json!({ "token": "verify_AAAA" })).await;
    assert_eq!(code(forged), (401, "invalid_credential".to_owned()));
    assert!(app.cookies.is_empty());
    assert_eq!(app.post("/passkeys/sign-in", body.clone()).await.0, 200);
    assert_eq!(code(app.post("/passkeys/sign-in", body).await), (401, "token_already_used".to_owned()));
}

#[tokio::test]
async fn a_session_outlives_the_service() {
    let site = Site::new();
    let browser = site.emulator.browser(ORIGIN);
    let mut app = start(&site).await;
    let (_, begun) = app.post("/passkeys/register", json!({ "name": "Alice" })).await;
    let token = browser.register(begun["token"].as_str().unwrap()).await.unwrap();
    assert_eq!(app.post("/passkeys/register/complete", json!({ "token": token })).await.0, 201);
    let late = browser.sign_in().await.unwrap();
    site.emulator.shutdown();

    assert_eq!(app.get("/me").await, (200, "Alice".to_owned()));
    app.cookies.clear();
    let outage = app.send(Method::POST, "/passkeys/sign-in", ORIGIN, Some(json!({ "token": late }))).await;
    assert_eq!(outage.status(), 503);
    assert!(outage.headers().contains_key("retry-after"));
}
