//! A Rocket host and an axum host with one key and one store share their sign-ins, and their ends.

use std::{sync::Arc, time::SystemTime};

use axum::{Router, body::Body, routing};
use http_body_util::BodyExt;
use passwordless_rocket::{Session, testing::SignedInAs as _};
use passwordless_tower::{Passwordless, testing::SignedInAs as _};
use rocket::{
    get,
    http::{ContentType, Cookie, Header, Status},
    local::asynchronous::Client,
    routes,
};
use tower::ServiceExt;

use crate::site::{ORIGIN, Site, rocket};

#[get("/me")]
fn me(session: Session) -> String {
    session.user_id().to_owned()
}

async fn axum_me(session: passwordless_tower::axum::Session) -> String {
    session.user_id().to_owned()
}

async fn hosts(site: &Site) -> (Client, Router, Passwordless) {
    let rocket = rocket().attach(site.fairing()).mount("/", routes![me]);
    let passwordless = Passwordless::builder(site.client.clone(), [ORIGIN]);
    let passwordless = passwordless.key(site.key.clone()).store(Arc::clone(&site.store)).build().unwrap();
    let router = Router::new().route("/me", routing::get(axum_me)).with_state(passwordless.clone());
    (Client::untracked(rocket).await.unwrap(), router, passwordless)
}

async fn ask(router: &Router, request: http::request::Builder) -> (u16, String) {
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    (status, String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().into()).unwrap())
}

/// The pair that a browser keeps of a `Set-Cookie`.
fn pair(set_cookie: &str) -> String {
    set_cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_sign_in_at_rocket_counts_at_axum_until_either_ends_it() {
    let site = Site::new();
    let (client, router, passwordless) = hosts(&site).await;
    let browser = site.browser("alice").await;
    for ends_at_rocket in [true, false] {
        let token = browser.sign_in().await.unwrap();
        let request =
            client.post("/passkeys/sign-in").header(ContentType::JSON).header(Header::new("Origin", ORIGIN));
        let response = request.body(format!("{{\"token\":\"{token}\"}}")).dispatch().await;
        assert_eq!(response.status(), Status::Ok);
        let cookie = pair(response.headers().get_one("Set-Cookie").unwrap());
        let at_axum = || http::Request::get("/me").header("cookie", &cookie);
        assert_eq!(ask(&router, at_axum()).await, (200, "alice".to_owned()));

        if ends_at_rocket {
            let request = client.post("/passkeys/sign-out").header(Header::new("Origin", ORIGIN));
            let response = request.header(Header::new("Cookie", cookie.clone())).dispatch().await;
            assert_eq!(response.status(), Status::NoContent);
        } else {
            passwordless.gate().sign_out_everywhere("alice", SystemTime::now()).await.unwrap();
        }
        assert_eq!(ask(&router, at_axum()).await.0, 401);
        let response = client.get("/me").header(Header::new("Cookie", cookie.clone())).dispatch().await;
        assert_eq!(response.status(), Status::Unauthorized);
    }
}

#[tokio::test]
async fn a_session_of_axum_opens_at_rocket_until_rocket_ends_it() {
    let site = Site::new();
    let (client, router, _) = hosts(&site).await;
    let request = |passwordless: &Passwordless| http::Request::get("/me").signed_in_as(passwordless, "bob");
    let passwordless = Passwordless::builder(site.client.clone(), [ORIGIN]);
    let passwordless = passwordless.key(site.key.clone()).store(Arc::clone(&site.store)).build().unwrap();
    let cookie = request(&passwordless).headers_ref().unwrap()["cookie"].to_str().unwrap().to_owned();

    // From the header, as a browser sends it, and from the jar of a local client.
    let response = client.get("/me").header(Header::new("Cookie", cookie.clone())).dispatch().await;
    assert_eq!(response.into_string().await.as_deref(), Some("bob"));
    let jarred = Cookie::parse_encoded(cookie.clone()).unwrap();
    let response = client.get("/me").cookie(jarred.clone()).dispatch().await;
    assert_eq!(response.into_string().await.as_deref(), Some("bob"));

    let response = client
        .post("/passkeys/sign-out")
        .header(Header::new("Origin", ORIGIN))
        .cookie(jarred)
        .dispatch()
        .await;
    assert_eq!(response.status(), Status::NoContent);
    assert_eq!(ask(&router, http::Request::get("/me").header("cookie", cookie)).await.0, 401);
}

#[tokio::test]
async fn a_request_that_is_signed_in_for_a_test_is_so_at_both() {
    let site = Site::new();
    let (client, router, passwordless) = hosts(&site).await;
    assert_eq!(
        client.get("/me").signed_in_as("carol").dispatch().await.into_string().await.as_deref(),
        Some("carol")
    );
    let request = http::Request::get("/me").signed_in_as(&passwordless, "carol");
    assert_eq!(ask(&router, request).await, (200, "carol".to_owned()));
}
