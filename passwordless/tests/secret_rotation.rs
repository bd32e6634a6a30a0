//! A secret that is exchanged while the application runs, end to end against the emulator of the service.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    future::{pending, ready},
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use passwordless::{ApiSecret, Client, ClientBuilder, Error, api::TokenRequest};
use passwordless_emulator::Emulator;
use serde_json::{Value, json};

const MANAGEMENT_KEY: &str = "dev_rotation";

/// The console of the service, with an application whose secret is exchanged.
struct Site {
    emulator: Emulator,
    app: String,
}

impl Site {
    fn new() -> Self {
        let emulator = Emulator::builder().management_key(MANAGEMENT_KEY).start().unwrap();
        let app = emulator.api_secret().split(':').next().unwrap().to_owned();
        Self { emulator, app }
    }

    fn first(&self) -> ApiSecret {
        ApiSecret::new(self.emulator.api_secret()).unwrap()
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder(self.first()).url(self.emulator.url())
    }

    async fn console(&self, app: &str, path: &str, body: Value) -> Value {
        let url = format!("{}/admin/apps/{app}/{path}", self.emulator.url());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.post(url).header("ManagementKey", MANAGEMENT_KEY).json(&body);
        let answer = request.send().await.unwrap().error_for_status().unwrap().text().await.unwrap();
        serde_json::from_str(&answer).unwrap_or_default()
    }

    async fn create_secret(&self) -> ApiSecret {
        let answer = self.console(&self.app, "secret-keys", json!({ "scopes": [0, 1] })).await;
        ApiSecret::new(answer["apiKey"].as_str().unwrap()).unwrap()
    }

    /// A key's id is the end of it.
    async fn lock(&self, secret: &ApiSecret) {
        let id = &secret.expose()[secret.expose().len() - 4..];
        self.console(&self.app, &format!("api-keys/{id}/lock"), json!({})).await;
    }
}

/// A place for a secret that counts how often it is asked.
#[derive(Clone)]
struct Place(Arc<Mutex<(ApiSecret, usize)>>);

impl Place {
    fn new(secret: ApiSecret) -> Self {
        Self(Arc::new(Mutex::new((secret, 0))))
    }

    fn put(&self, secret: ApiSecret) {
        self.0.lock().unwrap().0 = secret;
    }

    fn read(&self) -> Result<ApiSecret, Error> {
        let mut place = self.0.lock().unwrap();
        place.1 += 1;
        Ok(place.0.clone())
    }

    fn questions(&self) -> usize {
        self.0.lock().unwrap().1
    }

    fn source(&self) -> impl Fn() -> std::future::Ready<Result<ApiSecret, Error>> + Send + Sync + 'static {
        let place = self.clone();
        move || ready(place.read())
    }
}

#[tokio::test]
async fn a_refused_secret_is_exchanged_and_no_call_fails() {
    let site = Site::new();
    let place = Place::new(site.first());
    let client = site.builder().retries(0).secret_source(place.source()).build().unwrap();
    client.users().await.unwrap();
    let second = site.create_secret().await;
    place.put(second);
    client.users().await.unwrap();
    assert_eq!(place.questions(), 0, "a secret that is good is nothing to ask about");
    site.lock(&site.first()).await;
    // Many at once, of those that are otherwise never made twice; and the clones share what they learn.
    let calls = (0..20).map(|number| {
        let client = client.clone();
        tokio::spawn(async move { client.generate_token(&TokenRequest::new(format!("u{number}"))).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(place.questions(), 1);
}

#[tokio::test]
async fn a_source_without_a_newer_secret_is_left_alone_for_a_while() {
    let site = Site::new();
    let place = Place::new(site.first());
    let client = site.builder().secret_source(place.source()).build().unwrap();
    site.lock(&site.first()).await;
    for _ in 0..5 {
        let error = client.users().await.unwrap_err();
        assert!(error.is_our_key() && error.status() == Some(401), "{error}");
    }
    assert_eq!(place.questions(), 1);
}

#[tokio::test]
async fn a_secret_of_another_application_is_not_taken() {
    let site = Site::new();
    let other = site.console("other", "create", json!({ "adminEmail": "pat@example.com" })).await;
    let other = ApiSecret::new(other["apiSecret1"].as_str().unwrap()).unwrap();
    Client::builder(other.clone()).url(site.emulator.url()).build().unwrap().users().await.unwrap();
    let place = Place::new(other);
    let client = site.builder().secret_source(place.source()).build().unwrap();
    site.lock(&site.first()).await;
    assert!(client.users().await.unwrap_err().is_our_key());
    assert_eq!(place.questions(), 1);
}

#[tokio::test]
async fn a_source_that_fails_or_hangs_leaves_the_refusal_or_the_time_out() {
    let site = Site::new();
    site.lock(&site.first()).await;
    let fails = || ready(Err::<ApiSecret, _>(io::Error::other("the disk is gone")));
    let client = site.builder().secret_source(fails).build().unwrap();
    assert!(client.users().await.unwrap_err().is_our_key());
    let hangs = pending::<Result<ApiSecret, Error>>;
    let client = site.builder().timeout(Duration::from_secs(1)).secret_source(hangs).build().unwrap();
    let error = client.users().await.unwrap_err();
    assert!(error.is_our_key() || error.is_timeout(), "{error}");
}

#[tokio::test]
async fn without_a_source_a_refused_secret_stays_refused() {
    let site = Site::new();
    let client = site.builder().build().unwrap();
    site.lock(&site.first()).await;
    assert!(client.users().await.unwrap_err().is_our_key());
}
