//! Tokens that are brought to the sign-in route, and what they open.

use std::time::SystemTime;

use passwordless::{
    Rejection, SingleProcess,
    accounts::{Accounts, KnownUser, Users},
    api::TokenRequest,
};
use serde_json::{Value, json};

use crate::support::{MINUTE, Site, client_of, code, gate_of, read, refused, with_users};

async fn sign_in(
    site: &Site,
    visitor: &mut crate::support::Visitor,
    token: &str,
) -> passwordless::accounts::Answer {
    visitor.ask(&site.account, "POST", "/sign-in", json!({ "token": token })).await
}

#[tokio::test]
async fn a_token_opens_one_session() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = alice.browser.sign_in().await.unwrap();
    assert_eq!(sign_in(&site, &mut alice, &token).await.status(), 200);
    for visitor in [&mut alice, &mut site.visitor()] {
        assert_eq!(refused(&sign_in(&site, visitor, &token).await), code(401, "token_already_used"));
    }
}

#[tokio::test]
async fn the_id_of_a_session_is_always_new_and_the_old_one_ends() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let mut mallory = site.user("mallory").await;
    // Fixation: Alice's browser was given Mallory's session, and Alice signs in over it.
    let planted = mallory.cookies.clone();
    alice.cookies = planted.clone();
    assert_eq!(alice.sign_in(&site).await.status(), 200);
    assert_ne!(alice.cookies["passwordless"], planted["passwordless"]);
    assert!(alice.is_signed_in(&site).await && !mallory.is_signed_in(&site).await);
}

#[tokio::test]
async fn tokens_of_other_kinds_origins_users_and_ages_open_nothing() {
    let site = Site::new();
    let alice = site.user("alice").await;
    let mut visitor = site.visitor();
    let user_id = site.users.lock().unwrap().keys().next().unwrap().clone();
    let client = client_of(site.emulator.url(), site.emulator.api_secret());

    let generated = client.generate_token(&TokenRequest::new(&user_id)).await.unwrap();
    let answer = sign_in(&site, &mut visitor, generated.expose()).await;
    assert_eq!(refused(&answer), code(403, "token_kind_denied"));

    let mut elsewhere = site.visitor_at("http://evil.localhost:4000");
    let permission = elsewhere.ask(&site.account, "POST", "/register", json!({ "name": "eve" })).await;
    elsewhere.browser.register(read(&permission)["token"].as_str().unwrap()).await.unwrap();
    let token = elsewhere.browser.sign_in().await.unwrap();
    assert_eq!(refused(&sign_in(&site, &mut visitor, &token).await), code(403, "origin_denied"));

    let stranger = Site::new();
    let bob = stranger.user("bob").await;
    let token = bob.browser.sign_in().await.unwrap();
    let answer = sign_in(&site, &mut visitor, &token).await;
    assert!(matches!(answer.status(), 401 | 503), "of another application: {}", answer.body());

    let token = alice.browser.sign_in().await.unwrap();
    let late = SystemTime::now() + MINUTE * 3;
    let answer = visitor.ask_at(&site.account, "POST", "/sign-in", json!({ "token": token }), late).await;
    assert_eq!(refused(&answer), code(401, "token_expired"));

    for shape in ["", "verify_", "register_abc", "session_abc", "verify_a b", "Bearer verify_abc"] {
        assert_eq!(refused(&sign_in(&site, &mut visitor, shape).await), code(401, "invalid_credential"));
    }
    assert!(visitor.cookies.is_empty());
}

/// A database that does not answer.
struct Silent;

impl Users for Silent {
    async fn find(&self, _: &str) -> Result<Option<KnownUser>, Rejection> {
        Err(Rejection::unavailable())
    }
}

#[tokio::test]
async fn a_hook_that_does_not_know_signs_nobody_in_and_uses_nothing_up() {
    let site = Site::new();
    let alice = site.user("alice").await;
    let (client, gate) = (site.account.client().clone(), gate_of(SingleProcess::new()));
    let account = Accounts::builder().users(Silent).build(client.clone(), gate.clone()).unwrap();
    let token = alice.browser.sign_in().await.unwrap();
    let mut visitor = site.visitor();
    let answer = visitor.ask(&account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));
    assert!(visitor.cookies.is_empty());
    let account = with_users(&site.users).build(client, gate).unwrap();
    let answer = visitor.ask(&account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
}

#[tokio::test]
async fn a_user_whom_the_application_forgot_signs_in_no_more() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    site.users.lock().unwrap().clear();
    assert_eq!(refused(&alice.sign_in(&site).await), code(403, "unknown_user"));
    let answer = alice.ask(&site.account, "POST", "/passkeys", Value::Null).await;
    assert_eq!(refused(&answer), code(403, "unknown_user"));
}

#[tokio::test]
async fn a_step_up_is_no_sign_in() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let device = alice.browser;
    alice.browser = device.purpose("step-up");
    assert_eq!(refused(&alice.sign_in(&site).await), code(403, "purpose_denied"));
}

#[tokio::test]
async fn a_client_without_cookies_gets_a_bearer_and_no_cookie() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    alice.cookies.clear();
    alice.origin = None;
    let token = alice.browser.sign_in().await.unwrap();
    let body = json!({ "token": token, "session": "bearer" });
    let answer = alice.ask(&site.account, "POST", "/sign-in", body).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert!(alice.cookies.is_empty());
    let bearer = read(&answer)["bearer"].as_str().unwrap().to_owned();
    assert!(bearer.starts_with("sealed_"));

    let ask = async |method: &str, path: &str, origin: Option<&str>| {
        let authorization = format!("Bearer {bearer}");
        let mut request = site.account.request(method, path);
        request.header("authorization", authorization.as_bytes());
        if let Some(origin) = origin {
            request.header("origin", origin.as_bytes());
        }
        site.account.answer(&request, SystemTime::now()).await
    };
    assert_eq!(ask("GET", "/passkeys", None).await.status(), 200);
    let answer = ask("POST", "/sign-out", Some("https://evil.example")).await;
    assert_eq!(refused(&answer), code(403, "cross_site_request"));
    assert_eq!(ask("POST", "/sign-out", None).await.status(), 204);
    assert_eq!(refused(&ask("GET", "/passkeys", None).await), code(401, "invalid_credential"));

    // The bearer is no cookie.
    alice.cookies.insert("passwordless".to_owned(), bearer.clone());
    assert!(!alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let stolen = alice.cookies.clone();
    let answer = alice.ask(&site.account, "POST", "/sign-out", Value::Null).await;
    assert_eq!((answer.status(), answer.body()), (204, ""));
    assert!(alice.cookies.is_empty());
    alice.cookies = stolen;
    assert!(!alice.is_signed_in(&site).await);
    assert!(alice.cookies.is_empty(), "an unusable cookie is taken away");
    let answer = alice.ask(&site.account, "POST", "/sign-out", Value::Null).await;
    assert_eq!(answer.status(), 204, "who is signed out already is signed out");
}

#[tokio::test]
async fn signing_out_everywhere_ends_sessions_and_unspent_tokens() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let here = alice.cookies.clone();
    alice.cookies.clear();
    assert_eq!(alice.sign_in(&site).await.status(), 200);
    let mut bob = site.user("bob").await;
    let unspent = alice.browser.sign_in().await.unwrap();
    assert_eq!(alice.ask(&site.account, "POST", "/sign-out-everywhere", Value::Null).await.status(), 204);
    alice.cookies = here;
    assert!(!alice.is_signed_in(&site).await && bob.is_signed_in(&site).await);
    assert_eq!(refused(&sign_in(&site, &mut alice, &unspent).await), code(401, "token_revoked"));
    let answer = alice.ask(&site.account, "POST", "/sign-out-everywhere", Value::Null).await;
    assert_eq!(refused(&answer), code(401, "sign_in_required"));
    assert_eq!(alice.sign_in(&site).await.status(), 200);
}
