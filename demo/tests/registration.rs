//! A newcomer becomes a user: whom to register is the server's decision.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

mod support;

use rocket::http::{ContentType, Header, Status};
use serde_json::json;
use support::{Demo, Person, body, refusal, refused};

#[rocket::async_test]
async fn a_newcomer_registers_and_is_signed_in() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    let made = alice.register(&demo, "Alice").await;
    assert_eq!(made["name"], "Alice");
    assert_ne!(made["userId"], "Alice");
    let page = alice.me(&demo).await.unwrap();
    assert!(page.contains(r#"<span id="who">Alice</span>"#), "{page}");
    assert_eq!(Person::at(&demo).me(&demo).await, None);
}

#[rocket::async_test]
async fn every_registration_has_a_fresh_user_id() {
    let demo = Demo::start().await;
    let person = Person::at(&demo);
    assert_ne!(
        person.register(&demo, "alice").await["userId"],
        person.register(&demo, "bob").await["userId"]
    );
}

#[rocket::async_test]
async fn a_user_id_from_the_browser_is_not_believed() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo).register(&demo, "alice").await;
    let mallory = Person::at(&demo);
    let wish = json!({ "username": "mallory", "userId": alice["userId"], "user_id": alice["userId"] });
    let permission = body(mallory.post(&demo, "/create-token", wish).await).await;
    let token = mallory.browser().register(permission["token"].as_str().unwrap()).await.unwrap();
    let made = body(mallory.post(&demo, "/complete-registration", json!({ "token": token })).await).await;
    assert_eq!(made["name"], "mallory");
    assert_ne!(made["userId"], alice["userId"]);
}

#[rocket::async_test]
async fn the_first_to_finish_has_the_name_though_the_other_asked_first() {
    let demo = Demo::start().await;
    let (alice, mallory) = (Person::at(&demo), Person::at(&demo));
    let early = mallory.permission(&demo, "alice").await;
    let made = alice.register(&demo, "alice").await;
    let token = mallory.browser().register(&early).await.unwrap();
    let answer = mallory.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(refusal(answer).await, refused(409, "name_taken"));

    // The attacker is nobody, and their passkey is gone from the service; the other's is not.
    assert_eq!(mallory.me(&demo).await, None);
    assert!(mallory.browser().sign_in().await.is_err());
    let users = demo.application().client.users().await.unwrap();
    assert_eq!(users.len(), 1);
    assert_eq!(made["userId"], users[0].user_id());
    assert!(alice.me(&demo).await.is_some());
}

#[rocket::async_test]
async fn of_many_who_finish_at_once_one_has_the_name() {
    let demo = Demo::start().await;
    let mut waiting = Vec::new();
    for _ in 0..12 {
        let person = Person::at(&demo);
        let token = person.ceremony(&demo, "alice").await;
        waiting.push((person, token));
    }
    let demo = &demo;
    let all = waiting.iter().map(|(person, token)| async move {
        let answer = person.post(demo, "/complete-registration", json!({ "token": token })).await;
        answer.status().code
    });
    let mut statuses = rocket::futures::future::join_all(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201);
    assert_eq!(statuses[1..], [409; 11]);
    assert_eq!(demo.application().client.users().await.unwrap().len(), 1);
}

#[rocket::async_test]
async fn nobody_asks_for_a_name_that_is_taken() {
    let demo = Demo::start().await;
    Person::at(&demo).register(&demo, "Alice").await;
    let answer = Person::at(&demo).post(&demo, "/create-token", json!({ "username": "aLICE" })).await;
    assert_eq!(refusal(answer).await, refused(409, "name_taken"));
}

#[rocket::async_test]
async fn a_registration_is_finished_only_by_the_browser_that_started_it() {
    let demo = Demo::start().await;
    let token = Person::at(&demo).ceremony(&demo, "alice").await;
    let mallory = Person::at(&demo);
    let answer = mallory.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(refusal(answer).await, refused(403, "no_registration"));

    // Nor by one that has started another.
    mallory.permission(&demo, "mallory").await;
    let answer = mallory.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(refusal(answer).await, refused(403, "no_registration"));
    assert_eq!(mallory.me(&demo).await, None);
}

#[rocket::async_test]
async fn a_finished_registration_counts_once() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    let token = alice.ceremony(&demo, "alice").await;
    let newcomer = alice.cookies.borrow().clone();
    let answer = alice.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(answer.status(), Status::Created);
    let thief = Person::at(&demo);
    *thief.cookies.borrow_mut() = newcomer;
    let answer = thief.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(refusal(answer).await, refused(401, "token_already_used"));
}

#[rocket::async_test]
async fn a_sign_in_finishes_no_registration() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    alice.permission(&demo, "mallory").await;
    let token = alice.browser().sign_in().await.unwrap();
    let answer = alice.post(&demo, "/complete-registration", json!({ "token": token })).await;
    assert_eq!(refusal(answer).await, refused(403, "token_kind_denied"));
}

#[rocket::async_test]
async fn a_sealed_cookie_cannot_be_made_up() {
    let demo = Demo::start().await;
    let mallory = Person::at(&demo);
    let token = mallory.ceremony(&demo, "alice").await;
    let plain = "u.99999999999.alice";
    // Nor does a cookie of one name pass for another: the name is sealed in.
    let sealed = mallory.cookies.borrow()["passwordless-4000-newcomer"].clone();
    for (name, value) in [("passwordless-4000-newcomer", plain.to_owned()), ("passwordless-4000", sealed)] {
        *mallory.cookies.borrow_mut() = [(name.to_owned(), value)].into();
        assert_eq!(mallory.me(&demo).await, None);
        let answer = mallory.post(&demo, "/complete-registration", json!({ "token": token })).await;
        assert_eq!(refusal(answer).await, refused(403, "no_registration"));
    }
}

#[rocket::async_test]
async fn bad_wishes_are_refused_in_words() {
    let demo = Demo::start().await;
    let person = Person::at(&demo);
    for (wish, expected) in [
        (json!({ "username": "" }), refused(400, "invalid_name")),
        (json!({ "username": "al ice" }), refused(400, "invalid_name")),
        (json!({ "username": "a".repeat(65) }), refused(400, "invalid_name")),
        (json!({ "username": "<script>" }), refused(400, "invalid_name")),
        (json!({ "username": "admin\u{3164}" }), refused(400, "invalid_name")),
        (json!({ "username": "..." }), refused(400, "invalid_name")),
        (json!({ "username": 7 }), refused(400, "malformed_request")),
        (json!({}), refused(400, "malformed_request")),
        (json!({ "username": "a", "padding": "x".repeat(20_000) }), refused(413, "body_too_large")),
    ] {
        assert_eq!(
            refusal(person.post(&demo, "/create-token", wish.clone()).await).await,
            expected,
            "{wish}"
        );
    }
    let client = &demo.client;
    let answer =
        client.post("/create-token").body("username=alice").header(ContentType::Form).dispatch().await;
    assert_eq!(refusal(answer).await, refused(415, "json_required"));
    let answer = client.post("/create-token").body("{").header(ContentType::JSON).dispatch().await;
    assert_eq!(refusal(answer).await, refused(400, "malformed_request"));
    assert!(demo.application().client.users().await.unwrap().is_empty());
}

#[rocket::async_test]
async fn other_sites_cannot_post() {
    let demo = Demo::start().await;
    for header in [
        Header::new("Origin", "https://evil.example"),
        Header::new("Origin", "null"),
        Header::new("Sec-Fetch-Site", "cross-site"),
        Header::new("Sec-Fetch-Site", "same-site"),
    ] {
        for path in ["/create-token", "/complete-registration", "/verify-signin", "/passkeys/sign-out"] {
            let request = demo.client.post(path).header(ContentType::JSON).header(header.clone());
            let answer = request.body(r#"{"username":"a","token":"verify_a"}"#).dispatch().await;
            assert_eq!(refusal(answer).await, refused(403, "cross_site_request"), "{path} {header}");
        }
    }
}

#[rocket::async_test]
async fn the_cookies_are_sealed_and_out_of_reach_of_scripts() {
    let demo = Demo::start().await;
    let answer = Person::at(&demo).post(&demo, "/create-token", json!({ "username": "alice" })).await;
    let cookie = answer.headers().get_one("Set-Cookie").unwrap().to_owned();
    for part in ["passwordless-4000-newcomer=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("alice"));
}

/// As after a restart with an empty table of users: the service still knows the name.
#[rocket::async_test]
async fn a_name_that_the_service_has_for_another_user_is_told_to_its_user() {
    let demo = Demo::start().await;
    demo.application().client.set_aliases("somebody-of-before", ["alice"]).await.unwrap();
    let (alice, bob) = (Person::at(&demo), Person::at(&demo));
    alice.register(&demo, "alice").await;
    assert!(alice.me(&demo).await.unwrap().contains("id=\"no-alias\""));
    bob.register(&demo, "bob").await;
    assert!(!bob.me(&demo).await.unwrap().contains("id=\"no-alias\""));
    // The button works all the same; the name works once the other has gone.
    demo.application().client.delete_user("somebody-of-before").await.unwrap();
    let token = alice.browser().sign_in().await.unwrap();
    assert_eq!(alice.sign_in(&demo, &token).await.status(), Status::Ok);
    assert!(!alice.me(&demo).await.unwrap().contains("id=\"no-alias\""));
}
