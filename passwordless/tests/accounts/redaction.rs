//! Nothing that can be formatted or logged shows what could be used, or where somebody reads their mail.

use std::time::SystemTime;

use passwordless::accounts::MagicLinks;
use serde_json::{Value, json};

use crate::{
    log::Log,
    support::{Mail, Site, read},
    vendor::{SECRET, Vendor},
};

#[tokio::test]
async fn nothing_shows_a_token_a_cookie_a_key_or_an_address() {
    // What the other tests log is looked at, too.
    let log = Log::of_the_process();
    let mut shown = String::new();
    let mut secrets =
        vec!["verify_".to_owned(), "register_".to_owned(), "sealed_".to_owned(), SECRET.to_owned()];

    let site = Site::new();
    secrets.push(site.emulator.api_secret().to_owned());
    let mut alice = site.visitor();
    let answer = alice.ask(&site.account, "POST", "/register", json!({ "name": "alice" })).await;
    shown += &format!("{answer:?} {answer:#?}");
    let token = alice.browser.register(read(&answer)["token"].as_str().unwrap()).await.unwrap();
    secrets.push(alice.cookies["passwordless-newcomer"][..16].to_owned());
    for _ in 0..2 {
        let answer = alice.ask(&site.account, "POST", "/register/complete", json!({ "token": token })).await;
        shown += &format!("{answer:?}");
    }
    secrets.push(alice.cookies["passwordless"][..16].to_owned());
    let token = alice.browser.sign_in().await.unwrap();
    let body = json!({ "token": token, "session": "bearer" }).to_string();
    let cookie = format!("passwordless={}", alice.cookies["passwordless"]);
    let mut request = site.account.request("POST", "/sign-in").body(body.as_bytes());
    request.header("origin", crate::support::ORIGIN.as_bytes());
    request.header("content-type", b"application/json");
    request.header("cookie", cookie.as_bytes());
    for _ in 0..2 {
        shown += &format!("{request:?} {:?}", site.account.answer(&request, SystemTime::now()).await);
    }
    alice.sign_in(&site).await;
    alice.add_passkey(&site).await;
    let id = read(&alice.passkeys(&site).await)["passkeys"][0]["id"].as_str().unwrap().to_owned();
    alice.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await;
    alice.ask(&site.account, "POST", "/sign-in", json!({ "token": "verify_sesame!" })).await;
    shown += &format!("{:?} {:#?}", site.account, site.account);

    let vendor = Vendor::with_passkeys(1).await;
    let user_of = |address: &str| Ok(address.starts_with("alice").then(|| "u-alice".to_owned()));
    let links = MagicLinks::new("http://localhost:4000/recover", Mail(user_of));
    shown += &format!("{links:?}");
    let account = vendor.account_with(|builder| {
        let builder = builder.magic_links(links);
        shown += &format!("{builder:?}");
        builder
    });
    let account = account.unwrap();
    let mut alice = vendor.visitor();
    for email in ["alice@sesame.example", "nobody@sesame.example"] {
        alice.ask(&account, "POST", "/magic-link", json!({ "email": email })).await;
    }
    while vendor.told.lock().unwrap().mails.is_empty() {
        tokio::task::yield_now().await;
    }
    let template = vendor.told.lock().unwrap().mails[0]["urlTemplate"].as_str().unwrap().to_owned();
    let link = template.split_once("$TOKEN.").unwrap().1.to_owned();
    secrets.push(link[..16].to_owned());
    secrets.push(alice.cookies["passwordless-magic-link"][..16].to_owned());
    let body = json!({ "token": vendor.token("mail", "magic_link"), "link": link, "confirmed": true });
    let answer = alice.ask(&account, "POST", "/magic-link/complete", body).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let recovery = format!("passwordless-recovery={}", alice.cookies["passwordless-recovery"]);
    secrets.push(alice.cookies["passwordless-recovery"][..16].to_owned());
    let mut request = account.request("GET", "/");
    request.header("cookie", recovery.as_bytes());
    shown += &format!("{:?}", account.recovery_session(&request, SystemTime::now()).unwrap());

    shown += &log.text();
    for event in [
        "signed in",
        "a newcomer became a user",
        "a passkey was added",
        "passkey deleted",
        "refused a request",
        "token_already_used",
        "a magic link was followed",
        "RecoverySession",
        "alice",
    ] {
        assert!(shown.contains(event), "{event} in {shown}");
    }
    secrets.push("sesame".to_owned());
    for secret in &secrets {
        assert!(!shown.contains(secret), "{secret} in: {shown}");
    }
}
