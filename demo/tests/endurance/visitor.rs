//! Somebody with a browser, cookies and a passkey.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use passwordless_emulator::testing::Browser;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::figures::count;
use crate::place::Place;

pub(crate) struct Visitor {
    pub place: Arc<Place>,
    pub browser: Browser,
    cookies: BTreeMap<String, String>,
    http: reqwest::Client,
}

impl Visitor {
    pub(crate) fn new(place: Arc<Place>) -> Self {
        let browser = place.emulator.browser(&place.origin);
        let http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { place, browser, cookies: BTreeMap::new(), http }
    }

    /// As the header says them.
    pub(crate) fn cookies(&self) -> String {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.join("; ")
    }

    pub(crate) async fn ask(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, String) {
        let begun = Instant::now();
        let request = self.http.request(method, format!("{}{path}", self.place.origin));
        let request = request.header("Origin", &self.place.origin).header("Sec-Fetch-Mode", "navigate");
        let request = if self.cookies.is_empty() { request } else { request.header(COOKIE, self.cookies()) };
        let request = match body {
            Some(body) => request.header("Accept", "application/json").json(&body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            match cookie.split_once('=').unwrap() {
                (name, "") => self.cookies.remove(name),
                (name, value) => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        self.place.figures.took(begun.elapsed());
        (status, text)
    }

    /// The answer to a POST that must have this status.
    pub(crate) async fn post(&mut self, path: &str, body: Value, status: u16) -> Value {
        let (answered, text) = self.ask(Method::POST, path, Some(body)).await;
        assert_eq!(answered, status, "POST {path}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// The protected page, which is this person's.
    pub(crate) async fn sees(&mut self, name: &str) {
        let (status, page) = self.ask(Method::GET, "/me", None).await;
        assert!(status == 200 && page.contains(name), "{name} was sent away: {status} {page}");
        count(&self.place.figures.pages);
    }

    /// Registers, and is signed in then.
    pub(crate) async fn register(&mut self, name: &str) -> String {
        let begun = self.post("/create-token", json!({ "username": name }), 200).await;
        let token = self.browser.register(begun["token"].as_str().unwrap()).await.unwrap();
        self.post("/complete-registration", json!({ "token": token }), 201).await;
        count(&self.place.figures.registrations);
        name.to_owned()
    }

    pub(crate) async fn sign_in(&mut self) {
        let token = self.browser.sign_in().await.unwrap();
        self.post("/verify-signin", json!({ "token": token }), 200).await;
        count(&self.place.figures.sign_ins);
        // Its token counts once.
        self.post("/verify-signin", json!({ "token": token }), 401).await;
        count(&self.place.figures.refusals);
    }

    /// Adds a passkey on another device, and deletes it.
    pub(crate) async fn add_and_delete(&mut self) {
        let begun = self.post("/passkeys/passkeys", json!({}), 200).await;
        let device = self.place.emulator.browser(&self.place.origin);
        let token = device.register(begun["token"].as_str().unwrap()).await.unwrap();
        let added = self.post("/passkeys/passkeys/complete", json!({ "token": token }), 201).await;
        let other =
            added["passkeys"].as_array().unwrap().iter().find(|passkey| passkey["isCurrent"] == false);
        let path = format!("/passkeys/passkeys/{}", other.unwrap()["id"].as_str().unwrap());
        let (status, text) = self.ask(Method::DELETE, &path, Some(json!({}))).await;
        assert_eq!(status, 200, "{text}");
        count(&self.place.figures.passkeys);
    }
}
