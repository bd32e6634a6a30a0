//! A browser as far as these tests need one, over real connections: it keeps cookies, sends forms and what a page's
//! script sends.

use std::collections::BTreeMap;

use reqwest::{Client, RequestBuilder, redirect::Policy};
use serde_json::Value;

/// The page's origin, which the applications are configured for.
pub(crate) const ORIGIN: &str = "http://localhost:4000";
const EVIL: &str = "https://evil.example";

pub(crate) struct Visitor {
    url: String,
    http: Client,
    origin: &'static str,
    pub(crate) cookies: BTreeMap<String, String>,
}

pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) text: String,
}

impl Visitor {
    pub(crate) fn new(url: &str) -> Self {
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { url: url.to_owned(), http, origin: ORIGIN, cookies: BTreeMap::new() }
    }

    /// The same browser, lured to a page of another site, which sends what it likes.
    pub(crate) fn lured(&self) -> Self {
        Self { origin: EVIL, cookies: self.cookies.clone(), http: self.http.clone(), url: self.url.clone() }
    }

    /// Whoever has stolen the cookies.
    pub(crate) fn stolen(&self) -> Self {
        Self { origin: self.origin, ..self.lured() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let request = self.http.get(self.at(path));
        self.send(request).await
    }

    pub(crate) async fn form(&mut self, path: &str, form: &str) -> Page {
        let request = self.http.post(self.at(path)).body(form.to_owned());
        self.send(request.header("content-type", "application/x-www-form-urlencoded")).await
    }

    pub(crate) async fn json(&mut self, path: &str, body: Value) -> Page {
        let request = self.http.post(self.at(path)).json(&body);
        self.send(request).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Page {
        let request = self.http.delete(self.at(path));
        self.send(request).await
    }

    /// A token of the service, as `signIn({ to })` of the script brings it.
    pub(crate) async fn bearer(&mut self, path: &str, token: &str) -> Page {
        let request =
            self.http.post(self.at(path)).bearer_auth(token).json(&Value::Object(Default::default()));
        self.send(request).await
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    async fn send(&mut self, request: RequestBuilder) -> Page {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("origin", self.origin);
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = response.headers().get("location").map(|path| path.to_str().unwrap().to_owned());
        Page {
            status: response.status().as_u16(),
            location: location.unwrap_or_default(),
            text: response.text().await.unwrap(),
        }
    }
}

impl Page {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The status, and the code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}
