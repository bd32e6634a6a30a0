//! A backend for tests: the private half of the API, asked over HTTP.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

use passwordless_emulator::Emulator;
use serde_json::{Value, json};

pub const ORIGIN: &str = "http://localhost:4000";

/// A backend of one application.
#[derive(Clone)]
pub struct Backend {
    pub http: reqwest::Client,
    pub url: String,
    pub secret: String,
    pub public: String,
}

/// Status and body of an answer; null for an empty body.
pub type Answer = (u16, Value);

impl Backend {
    pub fn new(emulator: &Emulator) -> Self {
        Self::at(emulator.url(), emulator.api_secret(), emulator.api_key())
    }

    pub fn at(url: &str, secret: &str, public: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().user_agent("tests/1").build().unwrap();
        Self { http, url: url.into(), secret: secret.into(), public: public.into() }
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.http.post(self.path(path)).header("ApiSecret", &self.secret).json(body)).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.http.get(self.path(path)).header("ApiSecret", &self.secret)).await
    }

    /// A call of the public half.
    pub async fn post_public(&self, path: &str, body: &Value) -> Answer {
        self.send(self.http.post(self.path(path)).header("ApiKey", &self.public).json(body)).await
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        assert!(response.headers().contains_key("passwordless-emulator"));
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        (status, body)
    }

    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub async fn register_token(&self, user: &str) -> String {
        self.register_token_with(json!({ "userId": user, "username": user })).await
    }

    pub async fn register_token_with(&self, body: Value) -> String {
        let (status, answer) = self.post("/register/token", &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["token"].as_str().unwrap().to_owned()
    }

    pub async fn verify(&self, token: &str) -> Answer {
        self.post("/signin/verify", &json!({ "token": token })).await
    }

    /// The user that a token vouches for.
    pub async fn user_of(&self, token: &str) -> String {
        let (status, verified) = self.verify(token).await;
        assert_eq!(status, 200, "{verified}");
        verified["userId"].as_str().unwrap().to_owned()
    }

    pub async fn credentials(&self, user: &str) -> Vec<Value> {
        let (status, answer) = self.get(&format!("/credentials/list?userId={user}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["values"].as_array().unwrap().clone()
    }

    /// A management call; null for no body.
    pub async fn manage(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.http.request(method.parse().unwrap(), self.path(path));
        let request = request.header("ManagementKey", "shared_dev_key");
        self.send(if body.is_null() { request } else { request.json(body) }).await
    }

    /// A new application, made by the call that makes one.
    pub async fn new_app(&self, name: &str, settings: Value) -> Self {
        let (status, keys) = self.manage("POST", &format!("/admin/apps/{name}/create"), &settings).await;
        assert_eq!(status, 200, "{keys}");
        let key = |name: &str| keys[name].as_str().unwrap().to_owned();
        Self { secret: key("apiSecret1"), public: key("apiKey1"), ..self.clone() }
    }
}
