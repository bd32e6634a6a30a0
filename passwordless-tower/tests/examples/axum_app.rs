//! `examples/axum.rs`: a person signs in, is known, and signs out.

use http::{HeaderMap, StatusCode};
use reqwest::{Client, RequestBuilder, Response};
use tokio::net::TcpListener;

use crate::site::{ORIGIN, Site, cookie};

#[path = "../../examples/axum.rs"]
mod example;

/// An application on a free port, and what a browser would keep of its answers.
struct App {
    url: String,
    http: Client,
    cookie: Option<String>,
}

impl App {
    async fn start(site: &Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = example::app(site.passwordless());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, http: Client::builder().no_proxy().build().unwrap(), cookie: None }
    }

    async fn get(&mut self, path: &str) -> (StatusCode, String) {
        let answer = self.send(self.http.get(format!("{}{path}", self.url))).await;
        (answer.status(), answer.text().await.unwrap())
    }

    async fn post(&mut self, path: &str, origin: &str, body: String) -> Response {
        self.send(self.http.post(format!("{}{path}", self.url)).header("origin", origin).body(body)).await
    }

    async fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies = self.cookie.iter().map(|cookie| ("cookie".parse().unwrap(), cookie.parse().unwrap()));
        let response = request.headers(HeaderMap::from_iter(cookies)).send().await.unwrap();
        if let Some(set_cookie) = response.headers().get("set-cookie") {
            self.cookie = Some(cookie(set_cookie.to_str().unwrap()));
        }
        response
    }
}

#[tokio::test]
async fn a_person_signs_in_is_known_and_signs_out() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let mut app = App::start(&site).await;
    assert_eq!(app.get("/").await, (StatusCode::OK, "Hello!".to_owned()));
    assert_eq!(app.get("/me").await.0, StatusCode::UNAUTHORIZED);

    let token = browser.sign_in().await.unwrap();
    let response = app.post("/sign-in", ORIGIN, token.clone()).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(app.get("/me").await, (StatusCode::OK, "alice".to_owned()));
    assert_eq!(app.get("/").await.1, "Hello alice!");

    let kept = app.cookie.clone();
    assert_eq!(app.post("/sign-out", ORIGIN, String::new()).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(app.get("/me").await.0, StatusCode::UNAUTHORIZED);
    // Not only in the browser: a copy of the cookie is worth nothing.
    app.cookie = kept;
    assert_eq!(app.get("/me").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_opens_one_session_and_only_from_our_page() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let mut app = App::start(&site).await;
    let token = browser.sign_in().await.unwrap();
    let mut sign_in = async |origin: &str, token: &str| {
        let response = app.post("/sign-in", origin, token.to_owned()).await;
        let (status, kept) = (response.status().as_u16(), app.cookie.clone());
        let body: serde_json::Value = response.json().await.unwrap_or_default();
        (status, body["code"].as_str().unwrap_or_default().to_owned(), kept.is_some())
    };
    let refused = |status, code: &str| (status, code.to_owned(), false);
    assert_eq!(sign_in("https://evil.example", &token).await, refused(403, "cross_site_request"));
    assert_eq!(sign_in(ORIGIN, "sesame").await, refused(401, "invalid_credential"));
    assert_eq!(sign_in(ORIGIN, "verify_AAAA").await, refused(401, "invalid_credential"));
    assert_eq!(sign_in(ORIGIN, &token).await, (204, String::new(), true));
    assert_eq!(sign_in(ORIGIN, &token).await.1, "token_already_used");
}

#[tokio::test]
async fn a_session_outlives_the_service() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let mut app = App::start(&site).await;
    let token = browser.sign_in().await.unwrap();
    let late = browser.sign_in().await.unwrap();
    assert_eq!(app.post("/sign-in", ORIGIN, token).await.status(), StatusCode::NO_CONTENT);
    site.emulator.shutdown();

    assert_eq!(app.get("/me").await, (StatusCode::OK, "alice".to_owned()));
    app.cookie = None;
    let outage = app.post("/sign-in", ORIGIN, late).await;
    assert_eq!(outage.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(outage.headers().contains_key("retry-after"));
}
