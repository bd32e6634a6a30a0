//! One's own passkeys, and those of others.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use passwordless::accounts::{Present, Proof};
use serde_json::{Value, json};

use crate::{
    support::{MINUTE, Site, code, read, refused},
    vendor::Vendor,
};

#[tokio::test]
async fn the_list_says_what_the_browser_wants_to_be_told() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let (_, answer) = alice.add_passkey(&site).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    let list = read(&alice.passkeys(&site).await);
    let ids: Vec<_> =
        list["passkeys"].as_array().unwrap().iter().map(|passkey| passkey["id"].clone()).collect();
    assert_eq!(ids.len(), 2);
    let user_id = site.users.lock().unwrap().keys().next().unwrap().clone();
    let signals = json!([{
        "rpId": "localhost", "userId": URL_SAFE_NO_PAD.encode(user_id), "allAcceptedCredentialIds": ids
    }]);
    assert_eq!((&list["signals"], list.get("signedOut")), (&signals, None));
    let current: Vec<_> =
        list["passkeys"].as_array().unwrap().iter().map(|passkey| passkey["isCurrent"] == true).collect();
    assert_eq!(current.iter().filter(|is_current| **is_current).count(), 1);
    assert!(list["passkeys"][0]["createdAt"].as_str().unwrap().ends_with('Z'), "{list}");
    assert_eq!(list["passkeys"][0].get("publicKey"), None, "no more than a page needs");
}

#[tokio::test]
async fn adding_a_passkey_needs_one_that_was_used_a_short_while_ago() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let late = SystemTime::now() + MINUTE * 6;
    for (method, path) in [("POST", "/passkeys"), ("DELETE", "/passkeys/AAAA")] {
        let answer = alice.ask_at(&site.account, method, path, Value::Null, late).await;
        assert_eq!(refused(&answer), code(401, "step_up_required"));
        assert_eq!((&read(&answer)["purpose"], &read(&answer)["max_age"]), (&json!("step-up"), &json!(300)));
        let answer = site.visitor().ask(&site.account, method, path, Value::Null).await;
        assert_eq!(refused(&answer), code(401, "sign_in_required"));
    }
    // A step-up for anything at all will do.
    let device = std::mem::replace(&mut alice.browser, site.emulator.browser("http://localhost:1"));
    alice.browser = device.purpose("step-up");
    let token = alice.browser.sign_in().await.unwrap();
    let soon = SystemTime::now() + MINUTE;
    let answer =
        alice.ask_at(&site.account, "POST", "/step-up/step-up", json!({ "token": token }), soon).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let answer = alice.ask_at(&site.account, "POST", "/passkeys", Value::Null, soon + MINUTE * 3).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    // What counts is when the passkey was used, not when its token was handed in.
    let late = soon + MINUTE * 4 + Duration::from_secs(1);
    let answer = alice.ask_at(&site.account, "POST", "/passkeys", Value::Null, late).await;
    assert_eq!(refused(&answer), code(401, "step_up_required"));
}

#[tokio::test]
async fn a_passkey_of_somebody_else_is_not_added() {
    let site = Site::new();
    let (mut alice, mut mallory) = (site.user("alice").await, site.user("mallory").await);
    let answer =
        mallory.ask(&site.account, "POST", "/passkeys", json!({ "userId": "alice", "name": "alice" })).await;
    let device = site.emulator.browser("http://localhost:4000");
    let token = device.register(read(&answer)["token"].as_str().unwrap()).await.unwrap();
    let body = json!({ "token": token });
    let answer = alice.ask(&site.account, "POST", "/passkeys/complete", body.clone()).await;
    assert_eq!(refused(&answer), code(403, "user_denied"));
    assert_eq!(read(&alice.passkeys(&site).await)["passkeys"].as_array().unwrap().len(), 1);

    // Whose it is, it is once; and a sign-in is no new passkey.
    assert_eq!(mallory.ask(&site.account, "POST", "/passkeys/complete", body.clone()).await.status(), 201);
    let again = mallory.ask(&site.account, "POST", "/passkeys/complete", body.clone()).await;
    assert_eq!(again.status(), 201, "whose answer was lost is told again: {}", again.body());
    assert_eq!(read(&again)["passkeys"].as_array().unwrap().len(), 2);
    let token = mallory.browser.sign_in().await.unwrap();
    let answer = mallory.ask(&site.account, "POST", "/passkeys/complete", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(403, "token_kind_denied"));
    let answer = site.visitor().ask(&site.account, "POST", "/passkeys/complete", body).await;
    assert_eq!(refused(&answer), code(401, "sign_in_required"));
}

#[tokio::test]
async fn a_passkey_of_somebody_else_and_one_that_is_not_there_are_one_answer() {
    let site = Site::new();
    let (mut alice, mut mallory) = (site.user("alice").await, site.user("mallory").await);
    mallory.add_passkey(&site).await;
    let id = read(&alice.passkeys(&site).await)["passkeys"][0]["id"].as_str().unwrap().to_owned();
    let mut bodies = Vec::new();
    for id in [&*id, "AAAA", "!", "%2e%2e", &"A".repeat(3000)] {
        let answer = mallory.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await;
        assert_eq!(refused(&answer), code(404, "unknown_passkey"), "{id}");
        bodies.push(answer.body().to_owned());
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert!(alice.is_signed_in(&site).await && alice.sign_in(&site).await.status() == 200);
}

#[tokio::test]
async fn a_deleted_passkey_takes_its_sessions_and_tokens_along() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let (device, answer) = alice.add_passkey(&site).await;
    assert_eq!(answer.status(), 201);
    let mut phone = site.visitor();
    phone.browser = device;
    assert_eq!(phone.sign_in(&site).await.status(), 200);
    let unspent = phone.browser.sign_in().await.unwrap();
    let list = read(&phone.passkeys(&site).await);
    let mine =
        list["passkeys"].as_array().unwrap().iter().find(|passkey| passkey["isCurrent"] == true).unwrap();
    let path = format!("/passkeys/{}", mine["id"].as_str().unwrap());

    let answer = alice.ask(&site.account, "DELETE", &path, Value::Null).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let left = read(&answer);
    assert_eq!((left["passkeys"].as_array().unwrap().len(), left.get("signedOut")), (1, None));
    assert_eq!(left["signals"][0]["allAcceptedCredentialIds"].as_array().unwrap().len(), 1);
    assert!(!phone.is_signed_in(&site).await && alice.is_signed_in(&site).await);
    let answer = phone.ask(&site.account, "POST", "/sign-in", json!({ "token": unspent })).await;
    assert_eq!(refused(&answer), code(401, "token_revoked"));
    let answer = alice.ask(&site.account, "DELETE", &path, Value::Null).await;
    assert_eq!(refused(&answer), code(404, "unknown_passkey"));
}

#[tokio::test]
async fn who_deletes_the_passkey_at_hand_is_signed_out() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    alice.add_passkey(&site).await;
    let list = read(&alice.passkeys(&site).await);
    let mine =
        list["passkeys"].as_array().unwrap().iter().find(|passkey| passkey["isCurrent"] == true).unwrap();
    let path = format!("/passkeys/{}", mine["id"].as_str().unwrap());
    let answer = alice.ask(&site.account, "DELETE", &path, Value::Null).await;
    assert_eq!((answer.status(), &read(&answer)["signedOut"]), (200, &json!(true)));
    assert!(alice.cookies.is_empty() && !alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn the_last_passkey_stays() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let id = read(&alice.passkeys(&site).await)["passkeys"][0]["id"].as_str().unwrap().to_owned();
    let answer = alice.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await;
    assert_eq!(refused(&answer), code(409, "last_passkey"));
    assert!(alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn the_device_hears_of_the_last_passkey_too() {
    let site = Site::with(|builder| builder.other_way_in(async |_| Ok(true)));
    let mut alice = site.user("alice").await;
    let id = read(&alice.passkeys(&site).await)["passkeys"][0]["id"].as_str().unwrap().to_owned();
    let answer = alice.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let left = read(&answer);
    assert_eq!(left["passkeys"], json!([]));
    assert_eq!(left["signals"][0]["allAcceptedCredentialIds"], json!([]), "{left}");
}

#[tokio::test]
async fn of_an_addition_whose_answer_was_lost_the_application_hears_once() {
    let added = Arc::new(std::sync::atomic::AtomicU32::new(0));
    let count = Arc::clone(&added);
    let site = Site::with(|builder| {
        builder.on_passkey_change(move |_| {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            async {}
        })
    });
    let mut alice = site.user("alice").await;
    let answer = alice.ask(&site.account, "POST", "/passkeys", Value::Null).await;
    let device = site.emulator.browser("http://localhost:4000");
    let token = device.register(read(&answer)["token"].as_str().unwrap()).await.unwrap();
    for _ in 0..2 {
        let body = json!({ "token": token });
        let answer = alice.ask(&site.account, "POST", "/passkeys/complete", body).await;
        assert_eq!(answer.status(), 201, "{}", answer.body());
    }
    assert_eq!(added.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_simultaneous_deletions_one_passkey_is_left() {
    for _ in 0..5 {
        let site = Arc::new(Site::new());
        let mut alice = site.user("alice").await;
        for _ in 0..4 {
            alice.add_passkey(&site).await;
        }
        let list = read(&alice.passkeys(&site).await);
        let mut deletions = tokio::task::JoinSet::new();
        for passkey in list["passkeys"].as_array().unwrap() {
            let (site, cookies) = (Arc::clone(&site), alice.cookies.clone());
            // The session goes with its passkey, which is not what is tried here.
            if passkey["isCurrent"] == true {
                continue;
            }
            let path = format!("/passkeys/{}", passkey["id"].as_str().unwrap());
            deletions.spawn(async move {
                let mut tab = site.visitor();
                tab.cookies = cookies;
                tab.ask(&site.account, "DELETE", &path, Value::Null).await.status()
            });
        }
        let statuses = deletions.join_all().await;
        assert_eq!(statuses, [200; 4]);
        assert_eq!(read(&alice.passkeys(&site).await)["passkeys"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_passkeys_that_are_deleted_at_once_one_stays() {
    for _ in 0..20 {
        let site = Arc::new(Site::new());
        let mut alice = site.user("alice").await;
        // A third opens the session and is deleted first, so that neither deletion ends the session of the other.
        alice.add_passkey(&site).await;
        let list = read(&alice.passkeys(&site).await);
        let ids: Vec<_> = list["passkeys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|passkey| passkey["id"].as_str().unwrap())
            .collect();
        let delete = |id: &str| {
            let (site, cookies, path) = (Arc::clone(&site), alice.cookies.clone(), format!("/passkeys/{id}"));
            tokio::spawn(async move {
                let mut tab = site.visitor();
                tab.cookies = cookies;
                tab.ask(&site.account, "DELETE", &path, Value::Null).await.status()
            })
        };
        let (one, other) = (delete(ids[0]), delete(ids[1]));
        let mut statuses = [one.await.unwrap(), other.await.unwrap()];
        statuses.sort_unstable();
        // 401: the first to come deleted the passkey of the session.
        assert!(matches!(statuses, [200, 409] | [200, 401]), "{statuses:?}");
        let user_id = site.users.lock().unwrap().keys().next().unwrap().clone();
        assert_eq!(site.account.client().credentials(&user_id).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_deletion_that_the_service_does_not_answer_blocks_the_next_until_it_is_certain() {
    let vendor = Vendor::with_passkeys(2).await;
    vendor.fail("/credentials/delete", 500);
    let (account, mut alice) = vendor.signed_in().await;
    let answer = alice.ask(&account, "DELETE", "/passkeys/AAAB", Value::Null).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));
    // Nobody may decide on what is listed now: the service may be deleting it yet.
    let answer = alice.ask(&account, "DELETE", "/passkeys/AAAC", Value::Null).await;
    assert_eq!(refused(&answer), code(503, "overloaded"));
    vendor.fail("/credentials/delete", 0);
    let later = SystemTime::now() + MINUTE * 2;
    let answer = alice.ask_at(&account, "DELETE", "/passkeys/AAAB", Value::Null, later).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let answer = alice.ask_at(&account, "DELETE", "/passkeys/AAAC", Value::Null, later).await;
    assert_eq!(refused(&answer), code(409, "last_passkey"));
}

#[tokio::test]
async fn the_last_passkey_that_works_stays_beside_one_whose_deletion_was_not_finished() {
    let vendor = Vendor::with_passkeys(2).await;
    vendor.fail("/credentials/delete", 500);
    let (account, mut alice) = vendor.signed_in().await;
    let answer = alice.ask(&account, "DELETE", "/passkeys/AAAB", Value::Null).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));

    let later = SystemTime::now() + MINUTE * 2;
    let answer = alice.ask_at(&account, "DELETE", "/passkeys/AAAC", Value::Null, later).await;
    assert_eq!(refused(&answer), code(409, "last_passkey"));
    let list = read(&alice.ask_at(&account, "GET", "/passkeys", Value::Null, later).await);
    let passkeys = list["passkeys"].as_array().unwrap();
    let states: Vec<_> =
        passkeys.iter().map(|passkey| (&passkey["id"], passkey["deleting"] == true)).collect();
    assert_eq!(states, [(&json!("AAAB"), true), (&json!("AAAC"), false)]);
    assert_eq!(
        list["signals"][0]["allAcceptedCredentialIds"],
        json!(["AAAC"]),
        "the device forgets the other"
    );

    vendor.fail("/credentials/delete", 0);
    let answer = alice.ask_at(&account, "DELETE", "/passkeys/AAAB", Value::Null, later).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert_eq!(vendor.told.lock().unwrap().passkeys, ["AAAC"]);
}

#[tokio::test]
async fn a_passkey_of_another_relying_party_is_no_other_way_in() {
    let vendor = Vendor::with_passkeys(2).await;
    let (account, mut alice) = vendor.signed_in().await;
    vendor.told.lock().unwrap().rp_ids.insert("AAAB".to_owned(), "old.example".to_owned());
    let answer = alice.ask(&account, "DELETE", "/passkeys/AAAC", Value::Null).await;
    assert_eq!(refused(&answer), code(409, "last_passkey"));
    let present = Present::new("u-alice", "alice").proved(Proof::Passkey, SystemTime::now());
    let refused = account.delete_passkey_of(&present, &"AAAC".parse().unwrap(), SystemTime::now()).await;
    assert_eq!(refused.unwrap_err().code(), "last_passkey");
    let list = read(&alice.ask(&account, "GET", "/passkeys", Value::Null).await);
    let last = |at: usize| list["passkeys"][at]["isLast"].clone();
    assert_eq!([last(0), last(1)], [json!(false), json!(true)], "a page need not offer to delete it");
    // The one that works is the other way in, so the one that does not may go.
    let answer = alice.ask(&account, "DELETE", "/passkeys/AAAB", Value::Null).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
}

#[tokio::test]
async fn a_listing_finishes_what_the_service_did_not_delete() {
    let vendor = Vendor::with_passkeys(3).await;
    vendor.fail("/credentials/delete", 500);
    let (account, mut alice) = vendor.signed_in().await;
    let answer = alice.ask(&account, "DELETE", "/passkeys/AAAB", Value::Null).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));
    vendor.fail("/credentials/delete", 0);

    // The service may be deleting it yet.
    let list = read(&alice.ask(&account, "GET", "/passkeys", Value::Null).await);
    assert_eq!(list["passkeys"][0]["deleting"], true);
    assert_eq!(vendor.told.lock().unwrap().passkeys.len(), 3);

    let later = SystemTime::now() + MINUTE * 2;
    let list = read(&alice.ask_at(&account, "GET", "/passkeys", Value::Null, later).await);
    let ids: Vec<_> = list["passkeys"].as_array().unwrap().iter().map(|passkey| &passkey["id"]).collect();
    assert_eq!(ids, ["AAAC", "AAAD"]);
    assert_eq!(vendor.told.lock().unwrap().passkeys, ["AAAC", "AAAD"]);
    // Nobody waits for a listing that is over.
    let answer = alice.ask_at(&account, "DELETE", "/passkeys/AAAC", Value::Null, later).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
}

#[tokio::test]
async fn a_listing_deletes_nothing_after_its_user_signed_out_everywhere() {
    let vendor = Vendor::with_passkeys(2).await;
    let (account, mut alice) = vendor.signed_in().await;
    assert_eq!(alice.ask(&account, "POST", "/sign-out-everywhere", Value::Null).await.status(), 204);
    let later = SystemTime::now() + MINUTE;
    let token = vendor.token("again", "passkey_signin");
    let answer = alice.ask_at(&account, "POST", "/sign-in", json!({ "token": token }), later).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let list = read(&alice.ask_at(&account, "GET", "/passkeys", Value::Null, later).await);
    assert!(
        list["passkeys"].as_array().unwrap().iter().all(|passkey| passkey["deleting"] == false),
        "{list}"
    );
    assert_eq!(vendor.told.lock().unwrap().passkeys.len(), 2);
}
