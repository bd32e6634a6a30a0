//! Somebody with a browser, cookies and a passkey.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use passwordless_emulator::testing::Browser;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::tally::{Lost, count};

pub(crate) struct Visitor {
    pub cluster: Arc<Cluster>,
    pub browser: Browser,
    pub cookies: BTreeMap<String, String>,
    http: reqwest::Client,
}

/// The request was under way when an instance was killed.
#[derive(Debug)]
pub(crate) struct WasLost;

/// An answer that came to its end.
#[derive(Debug)]
pub(crate) struct Whole {
    pub status: StatusCode,
    pub text: String,
}

impl Visitor {
    pub(crate) fn new(cluster: Arc<Cluster>) -> Self {
        let browser = cluster.emulator.browser(&cluster.nginx.origin);
        let http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { cluster, browser, cookies: BTreeMap::new(), http }
    }

    /// A request as the page sends it, to nginx or past it.
    pub(crate) fn request(&self, method: Method, address: &str, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{address}{path}"));
        let request = request.header("Origin", &self.cluster.nginx.origin);
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) }
    }

    /// Posts to nginx. What was lost is noted; any other answer is the caller's, whole.
    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Result<Whole, WasLost> {
        let origin = self.cluster.nginx.origin.clone();
        let sent = Instant::now();
        let answer = self.request(Method::POST, &origin, path).json(&body).send().await.unwrap();
        let status = answer.status().as_u16();
        if matches!(status, 502..=504) {
            let lost = Lost { what: format!("POST {path} ({status})"), sent, ended: Instant::now() };
            self.cluster.tally.lost.lock().unwrap().push(lost);
            return Err(WasLost);
        }
        self.keep_cookie(&answer);
        self.whole(answer, &format!("POST {path}"), sent).await
    }

    /// The protected page through nginx. Another instance serves it where one is gone, and nobody is ever sent away; but a
    /// page whose instance is killed in the middle of it ends there, since nginx has handed its beginning on.
    pub(crate) async fn sees(&self, name: &str) {
        let (origin, sent) = (&self.cluster.nginx.origin, Instant::now());
        let request = self.request(Method::GET, origin, "/me").header("Sec-Fetch-Mode", "navigate");
        let answer = request.send().await.unwrap();
        let Ok(Whole { status, text: page }) = self.whole(answer, "GET /me", sent).await else { return };
        assert!(status == 200 && page.contains(name), "{name} was sent away: {status} {page}");
        count(&self.cluster.tally.views);
    }

    /// Reads an answer to its end. One that ends before is noted.
    async fn whole(&self, answer: Response, what: &str, sent: Instant) -> Result<Whole, WasLost> {
        let status = answer.status();
        if let Ok(text) = answer.text().await {
            return Ok(Whole { status, text });
        }
        let cut = Lost { what: format!("the end of {what} ({status})"), sent, ended: Instant::now() };
        self.cluster.tally.cut.lock().unwrap().push(cut);
        Err(WasLost)
    }

    /// Whether an instance takes the cookie; none if it is down.
    pub(crate) async fn is_let_in(&self, address: &str) -> Option<bool> {
        let request = self.request(Method::GET, address, "/me").header("Accept", "application/json");
        match request.send().await {
            Ok(answer) if answer.status() == 200 => Some(true),
            Ok(answer) if answer.status() == 401 => Some(false),
            Ok(answer) => panic!("{}", answer.status()),
            Err(_) => None,
        }
    }

    /// Registers under a name, and is signed in then; with another name for each attempt.
    pub(crate) async fn register(&mut self, name: &str) -> String {
        for attempt in 0.. {
            let name = format!("{name}.{attempt}");
            if self.try_to_register(&name).await.is_ok() {
                count(&self.cluster.tally.registrations);
                return name;
            }
        }
        unreachable!()
    }

    async fn try_to_register(&mut self, name: &str) -> Result<(), WasLost> {
        let allowed = self.post("/create-token", json!({ "username": name })).await?;
        let token = expect(&allowed, 200)["token"].as_str().unwrap().to_owned();
        let token = self.browser.register(&token).await.unwrap();
        expect(&self.post("/complete-registration", json!({ "token": token })).await?, 201);
        Ok(())
    }

    pub(crate) fn keep_cookie(&mut self, answer: &Response) {
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            match cookie.split_once('=').unwrap() {
                (name, "") => self.cookies.remove(name),
                (name, value) => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
    }
}

/// The body of an answer that must have this status.
pub(crate) fn expect(answer: &Whole, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap_or_default()
}
