//! Who visits an application over a real connection. Rocket's tests have it, too.

use std::collections::BTreeMap;

use reqwest::{Client, Method, Response, redirect::Policy};
use serde_json::Value;

use crate::site::ORIGIN;

/// Where the application is, and what a browser keeps of its answers.
pub(crate) struct Visitor {
    url: String,
    http: Client,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The user whom the page shows.
    pub(crate) shows: Option<&'static str>,
}

impl Visitor {
    pub(crate) fn new(url: String) -> Self {
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { url, http, cookies: BTreeMap::new(), shows: None }
    }

    pub(crate) async fn get(&mut self, path: &str) -> (u16, String) {
        let response = self.send(Method::GET, path, ORIGIN, None).await;
        (response.status().as_u16(), response.text().await.unwrap())
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> (u16, Value) {
        self.post_from(ORIGIN, path, body).await
    }

    pub(crate) async fn post_from(&mut self, origin: &str, path: &str, body: Value) -> (u16, Value) {
        let response = self.send(Method::POST, path, origin, Some(body)).await;
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        origin: &str,
        body: Option<Value>,
    ) -> Response {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.http.request(method, format!("{}{path}", self.url)).header("origin", origin);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if let Some(user_id) = self.shows {
            request = request.header("passwordless-user", user_id);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        for set_cookie in response.headers().get_all("set-cookie") {
            let set_cookie = set_cookie.to_str().unwrap();
            let (name, value) = set_cookie.split(';').next().unwrap().split_once('=').unwrap();
            if set_cookie.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }
}
