//! Newcomers, and those who would like to be somebody else.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::SystemTime,
};

use passwordless::{
    Client, Registration, Rejection, SingleProcess, Store,
    accounts::{Accounts, AccountsBuilder, Newcomer, Route},
    store::{Mark, Revocation},
};
use serde_json::json;

use crate::support::{
    Db, MINUTE, ORIGIN, Site, Visitor, client_of, code, gate_of, read, refused, with_users,
};

async fn complete(visitor: &mut Visitor, site: &Site, token: &str) -> passwordless::accounts::Answer {
    visitor.ask(&site.account, "POST", "/register/complete", json!({ "token": token })).await
}

#[tokio::test]
async fn a_newcomer_becomes_a_user_and_signs_in_again_by_name() {
    let site = Site::new();
    let mut alice = site.visitor();
    let answer = alice.register(&site, " Alice ").await;
    let made = read(&answer);
    assert_eq!((answer.status(), &made["name"]), (201, &json!("Alice")));
    assert_eq!(made["signInByName"], true);
    let user_id = made["userId"].as_str().unwrap().to_owned();
    assert_eq!(user_id.len(), 22, "random, and nothing of the name");
    assert!(alice.is_signed_in(&site).await);
    assert_eq!(alice.cookies.keys().collect::<Vec<_>>(), ["passwordless"], "the newcomer's cookie is gone");

    alice.cookies.clear();
    let token = alice.browser.sign_in_with_alias("alice").await.unwrap();
    let answer = alice.ask(&site.account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!((answer.status(), read(&answer)["userId"].as_str()), (200, Some(&*user_id)));
    assert_eq!(read(&answer)["name"], "alice", "as the application knows the user");
}

#[tokio::test]
async fn a_name_that_another_user_has_at_the_service_is_told_to_the_newcomer() {
    let site = Site::new();
    // The application's users were emptied, and the service still has them.
    client_of(site.emulator.url(), site.emulator.api_secret())
        .set_aliases("of-before", ["alice"])
        .await
        .unwrap();
    let mut alice = site.visitor();
    let answer = alice.register(&site, "Alice").await;
    assert_eq!((answer.status(), &read(&answer)["signInByName"]), (201, &json!(false)));
    assert!(alice.is_signed_in(&site).await);
    assert_eq!(alice.sign_in(&site).await.status(), 200, "the passkey signs in without a name");
}

#[tokio::test]
async fn a_registration_token_that_was_fetched_earlier_reaches_nobodys_account() {
    let site = Site::new();
    // Mallory asks first for the name, and keeps the token; Alice then registers it.
    let mut mallory = site.visitor();
    let token = mallory.make_passkey(&site, "alice").await;
    let mut alice = site.user("alice").await;
    assert_eq!(refused(&complete(&mut mallory, &site, &token).await), code(409, "name_taken"));
    assert!(mallory.browser.sign_in().await.is_err(), "the passkey of nobody is deleted");
    assert!(alice.is_signed_in(&site).await);
    let passkeys = read(&alice.passkeys(&site).await);
    assert_eq!(passkeys["passkeys"].as_array().unwrap().len(), 1);
    assert_eq!(alice.sign_in(&site).await.status(), 200);
}

#[tokio::test]
async fn who_registers_over_a_session_whose_end_starts_the_store_anew_signs_in_again() {
    let store = Arc::new(SingleProcess::new().capacity(8));
    let site = Site::over(Arc::clone(&store), |builder| builder);
    let mut visitor = site.user("bob").await;
    let token = visitor.make_passkey(&site, "alice").await;
    // Others take all the room that there is for ends.
    let (now, mark) = (SystemTime::now(), |n: u8| Mark::from_bytes([n; Mark::LEN]));
    for n in 0..4 {
        let session = Revocation::Session { session: mark(n), user: mark(n) };
        for end in [session, Revocation::User(mark(n))] {
            store.revoke(end, now + MINUTE * 60, now).await.unwrap();
        }
    }
    let answer = complete(&mut visitor, &site, &token).await;
    assert_eq!(refused(&answer), code(401, "token_revoked"), "a session was handed out that is dead");
    assert_eq!(visitor.sign_in(&site).await.status(), 200);
    assert!(visitor.is_signed_in(&site).await);
}

#[tokio::test]
async fn a_registration_counts_only_in_the_browser_that_began_it() {
    let site = Site::new();
    let (mut alice, mut mallory) = (site.visitor(), site.visitor());
    let token = alice.make_passkey(&site, "alice").await;
    mallory.make_passkey(&site, "mallory").await;
    for stranger in [&mut site.visitor(), &mut mallory] {
        assert_eq!(refused(&complete(stranger, &site, &token).await), code(403, "no_registration"));
    }
    assert!(site.users.lock().unwrap().is_empty());
    assert_eq!(complete(&mut alice, &site, &token).await.status(), 201, "nobody used it up");
}

#[tokio::test]
async fn a_newcomers_cookie_is_of_one_name_one_key_and_ten_minutes() {
    let site = Site::new();
    let mut alice = site.visitor();
    let token = alice.make_passkey(&site, "alice").await;
    let begun = alice.cookies["passwordless-newcomer"].clone();

    let session = site.user("bob").await.cookies["passwordless"].clone();
    let other_key = passwordless::SessionKey::generate().unwrap();
    let policy = passwordless::Policy::new([ORIGIN]).unwrap();
    let gate = passwordless::gate::Gate::new(policy, other_key, SingleProcess::new()).unwrap();
    let client = client_of(site.emulator.url(), site.emulator.api_secret());
    let other = with_users(&site.users).build(client, gate).unwrap();
    let mut there = site.visitor();
    let answer = there.ask(&other, "POST", "/register", json!({ "name": "alice" })).await;
    assert_eq!(answer.status(), 200);
    let of_other_key = there.cookies["passwordless-newcomer"].clone();
    let mut forged = begun.clone();
    forged.replace_range(30..31, if &begun[30..31] == "A" { "B" } else { "A" });
    for bad in [session, forged, of_other_key, String::new()] {
        alice.cookies.insert("passwordless-newcomer".to_owned(), bad);
        assert_eq!(refused(&complete(&mut alice, &site, &token).await), code(403, "no_registration"));
    }
    // Nor does it open anything in the place of the others.
    for name in ["passwordless", "passwordless-recovery"] {
        let mut visitor = site.visitor();
        visitor.cookies.insert(name.to_owned(), begun.clone());
        assert!(!visitor.is_signed_in(&site).await);
        let answer = visitor.ask(&site.account, "POST", "/passkeys", json!({})).await;
        assert_eq!(refused(&answer), code(401, "sign_in_required"));
    }
    // Of two, one was planted.
    let twice = format!("{begun}; passwordless-newcomer={begun}");
    alice.cookies.insert("passwordless-newcomer".to_owned(), twice);
    assert_eq!(refused(&complete(&mut alice, &site, &token).await), code(403, "no_registration"));
    alice.cookies.insert("passwordless-newcomer".to_owned(), begun);
    let late = SystemTime::now() + MINUTE * 11;
    let answer =
        alice.ask_at(&site.account, "POST", "/register/complete", json!({ "token": token }), late).await;
    assert_eq!(refused(&answer), code(403, "no_registration"));
    assert_eq!(complete(&mut alice, &site, &token).await.status(), 201);
}

#[tokio::test]
async fn a_finished_registration_cannot_be_repeated() {
    let site = Site::new();
    let mut alice = site.visitor();
    let token = alice.make_passkey(&site, "alice").await;
    let before = alice.cookies.clone();
    assert_eq!(complete(&mut alice, &site, &token).await.status(), 201);
    alice.cookies = before;
    assert_eq!(refused(&complete(&mut alice, &site, &token).await), code(401, "token_already_used"));
    assert_eq!(alice.sign_in(&site).await.status(), 200, "and the passkey is still there");
}

#[tokio::test]
async fn a_sign_in_is_no_registration_and_a_registration_no_sign_in() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let sign_in = alice.browser.sign_in().await.unwrap();
    let mut bob = site.visitor();
    let registration = bob.make_passkey(&site, "bob").await;
    alice.cookies.extend(bob.cookies.clone());
    assert_eq!(refused(&complete(&mut alice, &site, &sign_in).await), code(403, "token_kind_denied"));
    let answer = bob.ask(&site.account, "POST", "/sign-in", json!({ "token": registration })).await;
    assert_eq!(refused(&answer), code(403, "token_kind_denied"));
}

#[tokio::test]
async fn who_never_finishes_a_registration_is_no_user() {
    let site = Site::new();
    let mut mallory = site.visitor();
    mallory.make_passkey(&site, "mallory").await;
    // The service vouches for this passkey, but nobody was asked whether there should be such a user.
    assert_eq!(refused(&mallory.sign_in(&site).await), code(403, "unknown_user"));
    assert!(!mallory.is_signed_in(&site).await);
}

#[tokio::test]
async fn the_page_of_another_origin_registers_nobody() {
    let site = Site::new();
    let mut alice = site.visitor_at("http://evil.localhost:4000");
    let token = alice.make_passkey(&site, "alice").await;
    assert_eq!(refused(&complete(&mut alice, &site, &token).await), code(403, "origin_denied"));
}

#[tokio::test]
async fn signing_up_over_a_session_ends_it() {
    let site = Site::new();
    let mut visitor = site.user("alice").await;
    let alices = visitor.cookies.clone();
    assert_eq!(visitor.register(&site, "bob").await.status(), 201);
    assert_ne!(visitor.cookies["passwordless"], alices["passwordless"]);
    assert!(visitor.is_signed_in(&site).await);
    visitor.cookies = alices;
    assert!(!visitor.is_signed_in(&site).await);
}

#[tokio::test]
async fn newcomers_are_not_welcome_unless_somebody_says_so() {
    let site = Site::new();
    let client = || client_of(site.emulator.url(), site.emulator.api_secret());
    let build = |builder: AccountsBuilder| builder.build(client(), gate_of(SingleProcess::new())).unwrap();
    let closed = build(Accounts::builder());
    for path in ["/register", "/register/complete", "/magic-link", "/magic-link/complete"] {
        let answer = site.visitor().ask(&closed, "POST", path, json!({ "name": "alice" })).await;
        assert_eq!(refused(&answer), code(404, "not_found"));
    }
    let without = build(with_users(&site.users).without(Route::Register));
    let answer = site.visitor().ask(&without, "POST", "/register", json!({ "name": "alice" })).await;
    assert_eq!(refused(&answer), code(404, "not_found"));
}

#[tokio::test]
async fn a_name_is_looked_at_before_anybody_makes_a_passkey() {
    let asked = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&asked);
    let look = Box::new(move |name: &str| {
        seen.fetch_add(1, Ordering::SeqCst);
        if name == "alice" { Err(Rejection::name_taken()) } else { Ok(()) }
    });
    let site = Site::with(|builder| builder.newcomers(Db { look: Some(look), ..Db::default() }));
    let mut visitor = site.visitor();
    let mut ask = async |body| refused(&visitor.ask(&site.account, "POST", "/register", body).await);
    assert_eq!(ask(json!({ "name": "alice" })).await, code(409, "name_taken"));
    for bad in ["", "  ", "a\u{200b}", &"x".repeat(65)] {
        assert_eq!(ask(json!({ "name": bad })).await, code(400, "invalid_name"), "{bad:?}");
    }
    assert_eq!(ask(json!({})).await, code(400, "malformed_request"));
    assert_eq!(asked.load(Ordering::SeqCst), 1, "the hook is asked about names that could be");
}

/// The hook says this once, and then yes.
fn failing_once(refusal: Rejection) -> Site {
    let asked = AtomicU32::new(0);
    let accept = Box::new(move |_: &Newcomer| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Err(refusal),
        _ => Ok(()),
    });
    Site::with(|builder| builder.newcomers(Db { accept: Some(accept), ..Db::default() }))
}

#[tokio::test]
async fn a_hook_that_fails_opens_nothing_and_decides_nothing() {
    let site = failing_once(Rejection::unavailable());
    let mut alice = site.visitor();
    let token = alice.make_passkey(&site, "alice").await;
    assert_eq!(refused(&complete(&mut alice, &site, &token).await), code(503, "unavailable"));
    assert!(!alice.is_signed_in(&site).await);
    assert!(alice.browser.sign_in().await.is_ok(), "the passkey stays: perhaps the name is theirs");
    assert_eq!(refused(&complete(&mut alice, &site, &token).await), code(401, "token_already_used"));
}

#[tokio::test]
async fn a_hook_that_says_no_is_believed() {
    const BANNED: Rejection = Rejection::new(403, "not_invited", "Ask for an invitation.");
    let site = failing_once(BANNED);
    let mut alice = site.visitor();
    let token = alice.make_passkey(&site, "alice").await;
    assert_eq!(refused(&complete(&mut alice, &site, &token).await), code(403, "not_invited"));
    assert!(!alice.is_signed_in(&site).await);
    assert!(alice.browser.sign_in().await.is_err(), "the passkey of nobody is deleted");
}

#[tokio::test]
async fn a_name_that_the_service_refuses_keeps_nobody_out() {
    let site = Site::new();
    let client: Client = client_of(site.emulator.url(), site.emulator.api_secret());
    client.create_register_token(&Registration::new("x", "x")).await.unwrap();
    client.set_aliases("somebody-else", ["alice"]).await.unwrap();
    let mut alice = site.user("alice").await;
    assert!(alice.is_signed_in(&site).await);
    // Repaired as documented, once the name is free.
    client.set_aliases("somebody-else", [] as [&str; 0]).await.unwrap();
    let user_id = site.users.lock().unwrap().keys().next().unwrap().clone();
    assert!(client.aliases(&user_id).await.unwrap().is_empty());
    site.account.set_alias(&user_id, "Alice").await.unwrap();
    assert!(alice.browser.sign_in_with_alias("alice").await.is_ok());
}
