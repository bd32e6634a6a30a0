//! Who is signed in confirms something with a passkey.

use std::time::{Duration, SystemTime};

use passwordless::{
    Fresh, Session, SingleProcess, accounts::Accounts, api::admin::AuthConfigChange, gate::Visitor as Seen,
};
use serde_json::json;

use crate::support::{MINUTE, Pay, Site, Visitor, client_of, code, gate_of, read, refused};

/// The session that the visitor's cookie opens.
fn session(site: &Site, visitor: &Visitor) -> Session {
    let cookie = format!("passwordless={}", visitor.cookies["passwordless"]);
    let mut request = site.account.gate().request("GET");
    request.cookie(cookie.as_bytes());
    match site.account.gate().check(&request, SystemTime::now()) {
        Ok(Seen::Session(session)) => session,
        other => panic!("{other:?}"),
    }
}

async fn site_that_pays() -> Site {
    let site = Site::new();
    let pay = AuthConfigChange::new("pay", "tests").time_to_live(Duration::from_secs(60));
    site.account.client().add_auth_config(&pay).await.unwrap();
    site
}

async fn confirm(site: &Site, visitor: &mut Visitor, purpose: &str) -> passwordless::accounts::Answer {
    let device = std::mem::replace(&mut visitor.browser, site.emulator.browser("http://localhost:1"));
    visitor.browser = device.purpose(purpose);
    let token = visitor.browser.sign_in().await.unwrap();
    visitor.ask(&site.account, "POST", &format!("/step-up/{purpose}"), json!({ "token": token })).await
}

#[tokio::test]
async fn a_step_up_is_noted_in_the_session_whose_id_stays() {
    let site = site_that_pays().await;
    let mut alice = site.user("alice").await;
    let before = session(&site, &alice);
    assert!(Fresh::<Pay>::new(before.clone(), SystemTime::now()).is_err());
    let answer = confirm(&site, &mut alice, "pay").await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert_eq!((&read(&answer)["purpose"], &read(&answer)["maxAge"]), (&json!("pay"), &json!(60)));
    let after = session(&site, &alice);
    assert_eq!(after.id(), before.id());
    assert!(Fresh::<Pay>::new(after.clone(), SystemTime::now()).is_ok());
    assert!(Fresh::<Pay>::new(after, SystemTime::now() + MINUTE * 2).is_err());
}

#[tokio::test]
async fn a_step_up_counts_for_its_own_purpose_user_and_session() {
    let site = site_that_pays().await;
    let mut alice = site.user("alice").await;
    let mut mallory = site.user("mallory").await;

    // Another user's passkey.
    let device = std::mem::replace(&mut mallory.browser, site.emulator.browser("http://localhost:1"));
    mallory.browser = device.purpose("pay");
    let token = mallory.browser.sign_in().await.unwrap();
    let answer = alice.ask(&site.account, "POST", "/step-up/pay", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(403, "user_denied"));

    // A plain sign-in, and a confirmation of something else.
    let token = alice.browser.sign_in().await.unwrap();
    let answer = alice.ask(&site.account, "POST", "/step-up/pay", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(403, "purpose_denied"));
    let device = std::mem::replace(&mut alice.browser, site.emulator.browser("http://localhost:1"));
    alice.browser = device.purpose("step-up");
    let token = alice.browser.sign_in().await.unwrap();
    let answer = alice.ask(&site.account, "POST", "/step-up/pay", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(403, "purpose_denied"));
    assert!(Fresh::<Pay>::new(session(&site, &alice), SystemTime::now()).is_err());

    // Twice, without a session, and for a purpose that the application does not have.
    assert_eq!(confirm(&site, &mut alice, "pay").await.status(), 200);
    let token = alice.browser.sign_in().await.unwrap();
    let body = json!({ "token": token });
    assert_eq!(alice.ask(&site.account, "POST", "/step-up/pay", body.clone()).await.status(), 200);
    let again = alice.ask(&site.account, "POST", "/step-up/pay", body.clone()).await;
    assert_eq!(refused(&again), code(401, "token_already_used"));
    let answer = site.visitor().ask(&site.account, "POST", "/step-up/pay", body.clone()).await;
    assert_eq!(refused(&answer), code(401, "sign_in_required"));
    for path in ["/step-up/delete-all", "/step-up/", "/step-up/pay/x", "/step-up/sign-in"] {
        let answer = alice.ask(&site.account, "POST", path, body.clone()).await;
        assert_eq!(refused(&answer), code(404, "not_found"), "{path}");
    }
}

#[tokio::test]
async fn a_bearer_that_steps_up_is_handed_out_anew() {
    let site = site_that_pays().await;
    let mut alice = site.user("alice").await;
    let token = alice.browser.sign_in().await.unwrap();
    let body = json!({ "token": token, "session": "bearer" });
    let answer = alice.ask(&site.account, "POST", "/sign-in", body).await;
    let bearer = format!("Bearer {}", read(&answer)["bearer"].as_str().unwrap());
    let device = std::mem::replace(&mut alice.browser, site.emulator.browser("http://localhost:1"));
    let token = device.purpose("pay").sign_in().await.unwrap();
    let body = json!({ "token": token }).to_string();
    let mut request = site.account.request("POST", "/step-up/pay").body(body.as_bytes());
    request.header("authorization", bearer.as_bytes());
    request.header("content-type", b"application/json");
    let answer = site.account.answer(&request, SystemTime::now()).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert!(answer.headers().all(|(name, _)| name != "set-cookie"));
    let stepped_up = format!("Bearer {}", read(&answer)["bearer"].as_str().unwrap());
    for (bearer, is_fresh) in [(&bearer, false), (&stepped_up, true)] {
        let mut request = site.account.gate().request("GET");
        request.authorization(bearer.as_bytes());
        let session = site.account.gate().check(&request, SystemTime::now()).unwrap().session().unwrap();
        assert_eq!(Fresh::<Pay>::new(session, SystemTime::now()).is_ok(), is_fresh);
    }
}

#[tokio::test]
async fn a_purpose_that_the_service_does_not_know_is_named_at_the_start_and_confirms_nothing() {
    let site = Site::new();
    assert_eq!(site.account.missing_purposes().await.unwrap(), ["pay"]);
    let mut alice = site.user("alice").await;
    // The service silently takes it for a plain sign-in.
    assert_eq!(refused(&confirm(&site, &mut alice, "pay").await), code(403, "purpose_denied"));
    let site = site_that_pays().await;
    assert!(site.account.missing_purposes().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_purpose_that_every_sign_in_has_is_refused_at_the_start() {
    struct SignIn;
    impl passwordless::Purpose for SignIn {
        const NAME: &'static str = "sign-in";
    }
    struct Blank;
    impl passwordless::Purpose for Blank {
        const NAME: &'static str = "to pay";
    }
    let client = client_of("http://127.0.0.1:9", "test:secret:a679563b331846c79c20b114a4f56d02");
    for builder in [Accounts::builder().purpose::<SignIn>(), Accounts::builder().purpose::<Blank>()] {
        let built = builder.build(client.clone(), gate_of(SingleProcess::new()));
        let error = built.unwrap_err().to_string();
        assert!(error.contains("Purpose::NAME"), "{error}");
    }
}
