//! A native application of Android at an application's routes: it signs in as its certificate, keeps a bearer, and sends
//! neither `Origin` nor a session cookie. Rocket's tests have it, too.
//!
//! The application has `GET /me`, which says who is signed in, and `POST /pay` for a fresh step-up.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use passwordless::{
    ApiSecret, Client, Rejection,
    accounts::{KnownUser, Newcomer, Newcomers, Users},
};
use passwordless_emulator::{Emulator, testing::Browser};
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// The hash of the certificate by which the application is signed.
pub(crate) const APP: &str = "android:apk-key-hash:Q2VydGlmaWNhdGUgb2YgdGhlIGFwcGxpY2F0aW9u";
pub(crate) const WEB: &str = "https://app.example";
const RP_ID: &str = "app.example";

/// Names by user id.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<Mutex<HashMap<String, String>>>);

impl Users for Names {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok(self.0.lock().unwrap().get(user_id).map(KnownUser::named))
    }
}

impl Newcomers for Names {
    async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
        self.0.lock().unwrap().insert(newcomer.user_id().to_owned(), newcomer.name().to_owned());
        Ok(())
    }
}

pub(crate) fn client(emulator: &Emulator) -> Client {
    let secret = ApiSecret::new(emulator.api_secret()).unwrap();
    Client::builder(secret).url(emulator.url()).build().unwrap()
}

/// What the application on the device keeps.
struct Device {
    url: String,
    http: reqwest::Client,
    passkeys: Browser,
    bearer: Option<String>,
    cookie: Option<String>,
}

impl Device {
    fn new(emulator: &Emulator, url: &str, certificate: &str) -> Self {
        let passkeys = emulator.browser(certificate).rp_id(RP_ID);
        // Whether it may use the site's passkeys, Android asks the site (assetlinks.json): the origin says no host name.
        passkeys.passkey().any_relying_party(true);
        Self {
            url: url.to_owned(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            passkeys,
            bearer: None,
            cookie: None,
        }
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Response {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        request = request.header("accept", "application/json");
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        request.send().await.unwrap()
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let answer = self.send(method, path, body).await;
        let mut cookies = answer.headers().get_all("set-cookie").iter();
        assert!(
            cookies.all(|cookie| cookie.to_str().unwrap().contains("=; Max-Age=0;")),
            "{path} sets a cookie"
        );
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn me(&self) -> (u16, String) {
        let answer = self.send(Method::GET, "/me", Value::Null).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Between the two calls of a registration it keeps one cookie, which says who registers.
    async fn register(&mut self, name: &str) -> Response {
        let body = json!({ "name": name, "session": "bearer" });
        let answer = self.send(Method::POST, "/passkeys/register", body).await;
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        let begun: Value = answer.json().await.unwrap();
        let token = self.passkeys.register(begun["token"].as_str().unwrap()).await.unwrap();
        let body = json!({ "token": token, "session": "bearer" });
        let answer = self.send(Method::POST, "/passkeys/register/complete", body).await;
        self.cookie = None;
        answer
    }

    async fn sign_in(&self) -> (u16, Value) {
        let token = self.passkeys.sign_in().await.unwrap();
        self.ask(Method::POST, "/passkeys/sign-in", json!({ "token": token, "session": "bearer" })).await
    }
}

fn code(status: u16, code: &str) -> (u16, Value) {
    (status, json!(code))
}

/// Registers, signs in, confirms, adds a passkey, signs out: all by bearers.
pub(crate) async fn leads_a_whole_account(emulator: &Emulator, url: &str) {
    let mut pat = Device::new(emulator, url, APP);
    let answer = pat.register("pat").await;
    assert_eq!(answer.status(), 201);
    let made: Value = answer.json().await.unwrap();
    let user_id = made["userId"].as_str().unwrap().to_owned();
    assert!(made["bearer"].as_str().unwrap().starts_with("sealed_"));

    let (status, signed_in) = pat.sign_in().await;
    assert_eq!((status, &signed_in["userId"]), (200, &json!(user_id)));
    pat.bearer = Some(signed_in["bearer"].as_str().unwrap().to_owned());
    assert_eq!(pat.me().await, (200, user_id.clone()));

    let (status, problem) = pat.ask(Method::POST, "/pay", Value::Null).await;
    assert_eq!((status, problem["code"].clone()), code(401, "step_up_required"));
    let token = pat.passkeys.sign_in_for("step-up").await.unwrap();
    let body = json!({ "token": token });
    let (status, confirmed) = pat.ask(Method::POST, "/passkeys/step-up/step-up", body).await;
    assert_eq!(status, 200, "{confirmed}");
    pat.bearer = Some(confirmed["bearer"].as_str().unwrap().to_owned());
    assert_eq!(pat.ask(Method::POST, "/pay", Value::Null).await.0, 200);

    let (status, begun) = pat.ask(Method::POST, "/passkeys/passkeys", Value::Null).await;
    assert_eq!(status, 200, "{begun}");
    let tablet = Device::new(emulator, url, APP);
    let token = tablet.passkeys.register(begun["token"].as_str().unwrap()).await.unwrap();
    let body = json!({ "token": token });
    let (status, list) = pat.ask(Method::POST, "/passkeys/passkeys/complete", body).await;
    assert_eq!((status, list["passkeys"].as_array().unwrap().len()), (201, 2));
    assert_eq!(tablet.sign_in().await.1["userId"], json!(user_id));

    assert_eq!(pat.ask(Method::POST, "/passkeys/sign-out", Value::Null).await.0, 204);
    assert_eq!(pat.me().await.0, 401);
}

/// The same account in a browser: the web page and the application have one relying party.
pub(crate) async fn shares_its_account_with_the_web(emulator: &Emulator, url: &str) {
    let mut pat = Device::new(emulator, url, APP);
    let answer = pat.register("pat").await;
    let made: Value = answer.json().await.unwrap();
    let synced = Device::new(emulator, url, WEB);
    std::mem::swap(&mut *synced.passkeys.passkey(), &mut *pat.passkeys.passkey());
    let (status, signed_in) = synced.sign_in().await;
    assert_eq!((status, &signed_in["userId"]), (200, &made["userId"]));
}

/// What another application, or a web page in its place, gets.
pub(crate) async fn lets_nobody_else_in(emulator: &Emulator, url: &str) {
    let mut pat = Device::new(emulator, url, APP);
    assert_eq!(pat.register("pat").await.status(), 201);

    // Signed by another certificate, though the device offers the same passkeys.
    let other =
        Device::new(emulator, url, "android:apk-key-hash:QW5vdGhlciBjZXJ0aWZpY2F0ZSBhbHRvZ2V0aGVyISE");
    std::mem::swap(&mut *other.passkeys.passkey(), &mut *pat.passkeys.passkey());
    let (status, problem) = other.sign_in().await;
    assert_eq!((status, problem["code"].clone()), code(403, "origin_denied"));
    std::mem::swap(&mut *other.passkeys.passkey(), &mut *pat.passkeys.passkey());

    // Who names no page is given no cookie.
    let token = pat.passkeys.sign_in().await.unwrap();
    let (status, problem) = pat.ask(Method::POST, "/passkeys/sign-in", json!({ "token": token })).await;
    assert_eq!((status, problem["code"].clone()), code(403, "cross_site_request"));

    // A bearer is no cookie.
    let bearer = pat.sign_in().await.1["bearer"].as_str().unwrap().to_owned();
    pat.cookie = Some(format!("__Host-passwordless={bearer}"));
    assert_eq!(pat.send(Method::GET, "/me", Value::Null).await.status(), 401);
}
