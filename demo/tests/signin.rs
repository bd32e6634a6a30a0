//! Who may sign in, and with what.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

mod support;

use std::collections::BTreeMap;

use passwordless::api::TokenRequest;
use rocket::http::{Header, Status};
use serde_json::json;
use support::{Demo, ORIGIN, Person, body, refusal, refused};

#[rocket::async_test]
async fn a_user_signs_in_by_name_and_without() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    let made = alice.register(&demo, "Alice").await;
    for by_name in [true, false] {
        alice.sign_out(&demo).await;
        assert_eq!(alice.me(&demo).await, None);
        let browser = alice.browser();
        let token = if by_name { browser.sign_in_with_alias("alice").await } else { browser.sign_in().await };
        let answer = alice.sign_in(&demo, &token.unwrap()).await;
        assert_eq!(answer.status(), Status::Ok);
        let session = body(answer).await;
        assert_eq!((&session["userId"], &session["name"]), (&made["userId"], &made["name"]));
        assert!(alice.me(&demo).await.unwrap().contains("Alice"));
    }
}

#[rocket::async_test]
async fn a_token_counts_once() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let token = alice.browser().sign_in().await.unwrap();
    let thieves = [(); 20].map(|()| Person::at(&demo));
    let all = thieves.iter().map(|thief| async { thief.sign_in(&demo, &token).await.status().code });
    let mut statuses = rocket::futures::future::join_all(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert_eq!(statuses[1..], [401; 19]);
    assert_eq!(refusal(alice.sign_in(&demo, &token).await).await, refused(401, "token_already_used"));
}

#[rocket::async_test]
async fn a_registration_does_not_sign_in() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    let token = alice.ceremony(&demo, "alice").await;
    assert_eq!(refusal(alice.sign_in(&demo, &token).await).await, refused(403, "token_kind_denied"));
}

#[rocket::async_test]
async fn a_generated_token_does_not_sign_in() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    let made = alice.register(&demo, "alice").await;
    let generated = TokenRequest::new(made["userId"].as_str().unwrap());
    let token = demo.application().client.generate_token(&generated).await.unwrap();
    let thief = Person::at(&demo);
    assert_eq!(refusal(thief.sign_in(&demo, token.expose()).await).await, refused(403, "token_kind_denied"));
}

#[rocket::async_test]
async fn a_ceremony_on_another_site_does_not_count() {
    let demo = Demo::start().await;
    let victim = Person::on(&demo, "http://localhost:9999");
    let token = victim.ceremony(&demo, "alice").await;
    let answer = victim.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(refusal(answer).await, refused(403, "origin_denied"));
    let token = victim.browser().sign_in().await.unwrap();
    assert_eq!(refusal(victim.sign_in(&demo, &token).await).await, refused(403, "origin_denied"));
}

#[rocket::async_test]
async fn a_passkey_without_an_account_does_not_sign_in() {
    let demo = Demo::start().await;
    let nobody = Person::at(&demo);
    nobody.ceremony(&demo, "alice").await;
    let token = nobody.browser().sign_in().await.unwrap();
    assert_eq!(refusal(nobody.sign_in(&demo, &token).await).await, refused(403, "unknown_user"));
}

#[rocket::async_test]
async fn a_passkey_made_with_a_stolen_permission_does_not_sign_in() {
    let demo = Demo::start().await;
    let (alice, thief) = (Person::at(&demo), Person::at(&demo));
    let permission = alice.permission(&demo, "alice").await;
    thief.browser().register(&permission).await.unwrap();
    let token = alice.browser().register(&permission).await.unwrap();
    let answer = alice.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(answer.status(), Status::Created);
    let token = thief.browser().sign_in().await.unwrap();
    assert_eq!(refusal(thief.sign_in(&demo, &token).await).await, refused(403, "unregistered_passkey"));
    let token = alice.browser().sign_in().await.unwrap();
    assert_eq!(alice.sign_in(&demo, &token).await.status(), Status::Ok);
}

#[rocket::async_test]
async fn a_page_of_another_relying_party_does_not_count() {
    let demo = Demo::start().await;
    let mut alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let other = demo.emulator().browser(ORIGIN).rp_id("evil.example");
    other.passkey().any_relying_party(true);
    alice.browser = Some(other);
    let permission = alice.permission(&demo, "bob").await;
    let token = alice.browser().register(&permission).await.unwrap();
    let answer = alice.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(refusal(answer).await, refused(403, "relying_party_denied"));
}

#[rocket::async_test]
async fn cookies_of_other_applications_on_this_machine_stay() {
    let demo = Demo::start().await;
    let person = Person::at(&demo);
    // Another demo's, at another port; and one of the same name that this one cannot open.
    let others = [("passwordless-4001", "sealed"), ("passwordless-4000", "sealed")];
    let others: BTreeMap<_, _> = others.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    *person.cookies.borrow_mut() = others.clone();
    assert_eq!(person.me(&demo).await, None);
    assert_eq!(person.send(demo.client.get("/")).await.status(), Status::Ok);
    assert_eq!(*person.cookies.borrow(), others);
    person.register(&demo, "alice").await;
    assert!(person.me(&demo).await.is_some());
    person.sign_out(&demo).await;
    assert_eq!(person.cookies.borrow().keys().collect::<Vec<_>>(), ["passwordless-4001"]);
}

#[rocket::async_test]
async fn what_is_no_token_of_the_service_is_refused() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let good = alice.browser().sign_in().await.unwrap();
    let middle = good.len() / 2;
    let flipped = if good.as_bytes()[middle] == b'A' { "B" } else { "A" };
    let forged = format!("{}{flipped}{}", &good[..middle], &good[middle + 1..]);
    let cross = alice.permission(&demo, "bob").await.replacen("register_", "verify_", 1);
    let thief = Person::at(&demo);
    for token in [
        "",
        "abc",
        "verify_",
        "verify_AAAA",
        "register_AAAA",
        "verify_ä",
        &good[..middle],
        &forged,
        &cross,
        &good[7..],
    ] {
        assert_eq!(
            refusal(thief.sign_in(&demo, token).await).await,
            refused(401, "invalid_credential"),
            "{token}"
        );
    }
    assert_eq!(thief.sign_in(&demo, &good).await.status(), Status::Ok, "nothing of that spent the good one");
}

#[rocket::async_test]
async fn signing_out_ends_the_session_at_the_server() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let thief = Person::at(&demo);
    *thief.cookies.borrow_mut() = alice.cookies.borrow().clone();
    assert!(thief.me(&demo).await.is_some());
    alice.sign_out(&demo).await;
    assert!(alice.cookies.borrow().is_empty());
    assert_eq!(thief.me(&demo).await, None);
}

#[rocket::async_test]
async fn signing_in_again_ends_the_session_before() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let before = alice.cookies.borrow().clone();
    let token = alice.browser().sign_in().await.unwrap();
    alice.sign_in(&demo, &token).await;
    assert_ne!(*alice.cookies.borrow(), before);
    assert!(alice.me(&demo).await.is_some());
    *alice.cookies.borrow_mut() = before;
    assert_eq!(alice.me(&demo).await, None);
}

#[rocket::async_test]
async fn a_restart_signs_nobody_out_and_keeps_the_passkeys() {
    let demo = Demo::start().await;
    let mut alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let demo = demo.restart().await;
    assert!(alice.me(&demo).await.unwrap().contains("alice"));
    // The same passkey, at the port that the emulator has now.
    let browser = demo.emulator().browser(ORIGIN);
    std::mem::swap(&mut *browser.passkey(), &mut *alice.browser().passkey());
    alice.browser = Some(browser);
    let token = alice.browser().sign_in_with_alias("alice").await.unwrap();
    assert_eq!(alice.sign_in(&demo, &token).await.status(), Status::Ok);
}

#[rocket::async_test]
async fn an_outage_of_the_service_is_no_refusal() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let demo = Demo::with(Some((&url, "0123456789abcdef0123456789abcdef"))).await;
    let person = Person::at(&demo);
    let wishes = [
        ("/create-token", json!({ "username": "a" })),
        ("/verify-signin", json!({ "token": "verify_AAAA" })),
    ];
    for (path, wish) in wishes {
        let answer = person.post(&demo, path, wish).await;
        assert_eq!(answer.headers().get_one("Retry-After"), Some("5"));
        assert_eq!(refusal(answer).await, refused(503, "unavailable"));
    }
}

#[rocket::async_test]
async fn a_refusal_of_our_key_is_our_fault_and_not_the_users() {
    let emulator = passwordless_emulator::Emulator::start().unwrap();
    let demo = Demo::with(Some((emulator.url(), "0123456789abcdef0123456789abcdef"))).await;
    let answer = Person::at(&demo).sign_in(&demo, "verify_AAAA").await;
    assert_eq!(refusal(answer).await, refused(500, "misconfigured"));
}

#[rocket::async_test]
async fn machines_and_people_are_sent_different_ways() {
    let demo = Demo::start().await;
    let answer = demo.client.get("/me").header(Header::new("Accept", "application/json")).dispatch().await;
    assert_eq!(answer.headers().get_one("WWW-Authenticate"), Some("Bearer"));
    assert_eq!(refusal(answer).await, refused(401, "sign_in_required"));
    let answer = demo.client.get("/me").header(Header::new("Sec-Fetch-Mode", "navigate")).dispatch().await;
    assert_eq!(answer.status(), Status::SeeOther);
    assert_eq!(answer.headers().get_one("Location"), Some("/?next=/me"));
}
