//! Where the store cannot tell, nobody is let in, and nobody is called signed out.

use std::{convert::Infallible, time::SystemTime};

use axum::{Router, body::Body, routing::get};
use http::Request;
use passwordless::Token;
use passwordless_tower::{Passwordless, Stack, axum::Session};
use tower::{Layer, ServiceExt, service_fn};

use crate::{
    faulty_store::FaultyStore,
    requests::{code, cookie_since, greet, told, with, with_token},
    site::{ORIGIN, Site},
};

fn passwordless(site: &Site, store: FaultyStore) -> Passwordless {
    let builder = Passwordless::builder(site.client.clone(), [ORIGIN]);
    builder.key(site.key.clone()).store(store).build().unwrap()
}

#[tokio::test]
async fn a_store_that_is_full_refuses_tokens_and_knows_sessions() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let passwordless = passwordless(&site, FaultyStore::Full);
    let service = passwordless.require().accept_tokens().layer(service_fn(greet::<String>));
    let response = service.clone().oneshot(with_token(&browser.sign_in().await.unwrap())).await.unwrap();
    assert_eq!(code(response).await, (503, "overloaded".to_owned()));

    let cookie = cookie_since(&passwordless, SystemTime::now());
    assert_eq!(
        told(service.oneshot(with("cookie", &cookie)).await.unwrap()).await,
        (200, "alice".to_owned())
    );
}

#[tokio::test]
async fn a_store_that_stopped_answering_holds_up_nobody() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let user = site.client.verify(&browser.sign_in().await.unwrap().parse().unwrap()).await.unwrap();
    let vouches = service_fn(move |_: Token| std::future::ready(Ok::<_, Infallible>(user.clone())));
    let builder = Passwordless::builder(site.client.clone(), [ORIGIN]).key(site.key.clone());
    let stack = Stack::new(vouches);
    let builder = builder.store(FaultyStore::Stalled).verify_by(move |token| stack.clone().oneshot(token));
    let passwordless = builder.build().unwrap();
    let service = passwordless.require().accept_tokens().layer(service_fn(greet::<String>));
    tokio::time::pause();
    let response = service.oneshot(with_token("verify_AAAA")).await.unwrap();
    assert_eq!(code(response).await, (503, "unavailable".to_owned()));
}

#[tokio::test]
async fn a_store_that_knows_too_little_lets_in_nobody() {
    let site = Site::new();
    let passwordless = passwordless(&site, FaultyStore::Stale);
    let cookie = cookie_since(&passwordless, SystemTime::now());
    let service = passwordless.require().layer(service_fn(greet::<String>));
    let response = service.oneshot(with("cookie", &cookie)).await.unwrap();
    assert!(!response.headers().contains_key("set-cookie"), "an outage signed somebody out");
    assert_eq!(code(response).await, (503, "unavailable".to_owned()));

    // As an option, too: a page for strangers would be a lie.
    let router = Router::new().route("/me", get(|_: Option<Session>| async {})).with_state(passwordless);
    let request = Request::get("/me").header("cookie", &cookie).body(Body::empty()).unwrap();
    assert_eq!(code(router.oneshot(request).await.unwrap()).await, (503, "unavailable".to_owned()));
}
