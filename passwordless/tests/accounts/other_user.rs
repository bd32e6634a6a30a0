//! Two tabs of one browser, and another user has signed in since the first was loaded.

use std::time::SystemTime;

use passwordless::accounts::MagicLinks;
use serde_json::{Value, json};

use crate::{
    support::{Mail, Site, code, read, refused},
    vendor::Vendor,
};

fn with_everything() -> Site {
    Site::with(|builder| builder.deletions(async |_| Ok(())))
}

#[tokio::test]
async fn a_page_that_shows_somebody_else_changes_nothing() {
    let site = with_everything();
    let mut alice = site.user("alice").await;
    let shown = read(&alice.passkeys(&site).await)["userId"].as_str().unwrap().to_owned();
    let mut bob = site.user("bob").await;
    let his_own = read(&bob.passkeys(&site).await);
    let id = his_own["passkeys"][0]["id"].as_str().unwrap().to_owned();
    let delete = format!("/passkeys/{id}");
    let routes = [
        ("GET", "/passkeys"),
        ("POST", "/passkeys"),
        ("POST", "/passkeys/complete"),
        ("DELETE", &*delete),
        ("DELETE", "/account"),
        ("POST", "/step-up/step-up"),
        ("GET", "/session"),
        ("POST", "/sign-out-everywhere"),
    ];

    bob.shows = Some(shown);
    for (method, path) in routes {
        let token = bob.browser.sign_in().await.unwrap();
        let body = if method == "POST" { json!({ "token": token }) } else { Value::Null };
        let answer = bob.ask(&site.account, method, path, body).await;
        assert_eq!(refused(&answer), code(409, "other_user"), "{method} {path}");
    }
    bob.shows = None;
    let left = read(&bob.passkeys(&site).await);
    assert_eq!((left["passkeys"].as_array().unwrap().len(), &left["passkeys"][0]["id"]), (1, &json!(id)));

    // His own page goes on, and so does one that says nothing.
    for shows in [his_own["userId"].as_str().map(str::to_owned), None] {
        bob.shows = shows;
        assert_eq!(bob.passkeys(&site).await.status(), 200);
        assert_eq!(bob.ask(&site.account, "POST", "/passkeys", Value::Null).await.status(), 200);
    }
    // Whoever leaves a shared machine is asked nothing.
    bob.shows = Some("somebody else".to_owned());
    assert_eq!(bob.ask(&site.account, "POST", "/sign-out", Value::Null).await.status(), 204);
    let answer = bob.passkeys(&site).await;
    assert_eq!(refused(&answer), code(401, "sign_in_required"), "nobody is signed in, whoever is shown");
}

#[tokio::test]
async fn a_page_that_recovers_an_account_adds_no_passkey_to_another() {
    let vendor = Vendor::with_passkeys(1).await;
    let links =
        MagicLinks::new("http://localhost:4000/recover", Mail(|_: &str| Ok(Some("u-alice".to_owned()))));
    let account = vendor.account_with(|builder| builder.magic_links(links)).unwrap();
    let mut alice = vendor.visitor();
    alice.recovering(&vendor, &account).await;
    alice.shows = Some("u-bob".to_owned());
    for (path, body) in [("/passkeys", Value::Null), ("/passkeys/complete", json!({ "token": "verify_a" }))] {
        let answer = alice.ask_at(&account, "POST", path, body, SystemTime::now()).await;
        assert_eq!(refused(&answer), code(409, "other_user"), "{path}");
    }
    alice.shows = Some("u-alice".to_owned());
    assert_eq!(alice.ask(&account, "POST", "/passkeys", Value::Null).await.status(), 200);
}
