//! Users whom the application knows by a password: what that is worth, and what it is not.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use passwordless::{
    Rejection, RejectionKind,
    accounts::{AccountsBuilder, PasskeyChange, PasskeyChangeKind},
    gate::{Gate, OpenedBy},
};
use serde_json::{Value, json};

use crate::support::{MINUTE, Site, Visitor, code, read, refused};

const ALICE: &str = "7Vf0qOeCLmZk";

/// A site with a user who has a password, and perhaps no passkey.
fn site_with(change: impl FnOnce(AccountsBuilder) -> AccountsBuilder) -> Site {
    let site = Site::with(change);
    site.users.lock().unwrap().insert(ALICE.to_owned(), "alice".to_owned());
    site
}

/// Alice signs in by her password, this long ago.
async fn by_password(site: &Site, ago: Duration) -> Visitor {
    let (gate, now) = (site.account.gate(), SystemTime::now());
    let session = gate.sign_in_known(ALICE, None, now - ago).await.unwrap();
    assert_eq!((session.opened_by(), session.passkey_used_at()), (OpenedBy::Application, None));
    let mut visitor = site.visitor();
    keep(&mut visitor, &gate.set_cookie(&session, now).unwrap());
    visitor
}

fn keep(visitor: &mut Visitor, set_cookie: &str) {
    let (name, value) = set_cookie.split(';').next().unwrap().split_once('=').unwrap();
    visitor.cookies.insert(name.to_owned(), value.to_owned());
}

async fn add(visitor: &mut Visitor, site: &Site) -> passwordless::accounts::Answer {
    visitor.ask(&site.account, "POST", "/passkeys", Value::Null).await
}

/// The id of a passkey that is on a device of Alice's.
async fn with_a_passkey(site: &Site) -> (Visitor, String) {
    let mut alice = by_password(site, Duration::ZERO).await;
    let (device, answer) = alice.add_passkey(site).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    alice.browser = device;
    let id = read(&answer)["passkeys"][0]["id"].as_str().unwrap().to_owned();
    (alice, id)
}

#[tokio::test]
async fn a_password_of_the_last_minutes_adds_the_first_passkey() {
    let site = site_with(|builder| builder);
    let (mut alice, _) = with_a_passkey(&site).await;
    assert_eq!(alice.sign_in(&site).await.status(), 200);
    assert!(alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn an_older_password_leads_to_the_password_and_not_to_a_passkey_that_is_not_there() {
    let site = site_with(|builder| builder);
    let mut alice = by_password(&site, MINUTE * 60).await;
    assert_eq!(refused(&add(&mut alice, &site).await), code(401, "sign_in_again"));
    let mut again = by_password(&site, MINUTE).await;
    assert_eq!(add(&mut again, &site).await.status(), 200);
}

#[tokio::test]
async fn where_there_is_a_passkey_a_password_neither_adds_nor_deletes_one() {
    let site = site_with(|builder| builder.other_way_in(async |_| Ok(true)));
    let (_, id) = with_a_passkey(&site).await;
    let mut thief = by_password(&site, Duration::ZERO).await;
    assert_eq!(refused(&add(&mut thief, &site).await), code(401, "step_up_required"));
    let delete = thief.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await;
    assert_eq!(refused(&delete), code(401, "step_up_required"));
}

#[tokio::test]
async fn a_session_that_a_password_opened_does_both_once_its_user_stepped_up() {
    let site = site_with(|builder| builder);
    let (alice, _) = with_a_passkey(&site).await;
    let mut session = by_password(&site, MINUTE * 60).await;
    let token = alice.browser.sign_in_for("step-up").await.unwrap();
    let answer = session.ask(&site.account, "POST", "/step-up/step-up", json!({ "token": token })).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert_eq!(add(&mut session, &site).await.status(), 200);
}

#[tokio::test]
async fn a_password_counts_for_more_where_the_application_says_so_aloud() {
    let site = site_with(|builder| builder.password_counts().other_way_in(async |_| Ok(true)));
    let (_, id) = with_a_passkey(&site).await;
    let mut old = by_password(&site, MINUTE * 6).await;
    let path = format!("/passkeys/{id}");
    let delete = old.ask(&site.account, "DELETE", &path, Value::Null).await;
    assert_eq!(refused(&delete), code(401, "step_up_required"));
    let mut alice = by_password(&site, MINUTE).await;
    assert_eq!(add(&mut alice, &site).await.status(), 200);
    assert_eq!(alice.ask(&site.account, "DELETE", &path, Value::Null).await.status(), 200);
}

#[tokio::test]
async fn a_sign_in_of_the_future_is_not_recent() {
    let site = site_with(|builder| builder);
    let session =
        site.account.gate().sign_in_known(ALICE, None, SystemTime::now() + MINUTE * 60).await.unwrap();
    let mut alice = site.visitor();
    keep(&mut alice, &site.account.gate().set_cookie(&session, SystemTime::now()).unwrap());
    assert_eq!(refused(&add(&mut alice, &site).await), code(401, "sign_in_required"), "not even alive");
}

#[tokio::test]
async fn the_last_passkey_goes_only_where_the_application_knows_another_way_in() {
    for (other_way_in, expected) in [
        (Ok(true), None),
        (Ok(false), Some(code(409, "last_passkey"))),
        (Err(()), Some(code(503, "unavailable"))),
    ] {
        let site = site_with(move |builder| {
            builder.other_way_in(move |user_id| async move {
                assert_eq!(user_id, ALICE);
                other_way_in.map_err(|()| Rejection::unavailable())
            })
        });
        let (mut alice, id) = with_a_passkey(&site).await;
        alice.sign_in(&site).await;
        let answer = alice.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await;
        match expected {
            Some(expected) => assert_eq!(refused(&answer), expected),
            None => assert_eq!(answer.status(), 200, "{}", answer.body()),
        }
    }
}

#[tokio::test]
async fn the_application_hears_of_each_passkey_that_comes_or_goes() {
    let heard = Arc::<Mutex<Vec<PasskeyChange>>>::default();
    let noted = Arc::clone(&heard);
    let site = site_with(|builder| {
        builder.other_way_in(async |_| Ok(true)).on_passkey_change(move |change| {
            noted.lock().unwrap().push(change);
            async {}
        })
    });
    let (mut alice, id) = with_a_passkey(&site).await;
    alice.sign_in(&site).await;
    alice.ask(&site.account, "DELETE", "/passkeys/AAAA", Value::Null).await;
    alice.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await;
    let heard: Vec<_> = heard.lock().unwrap().iter().map(|it| (it.user_id().to_owned(), it.kind())).collect();
    let expected =
        [PasskeyChangeKind::Added, PasskeyChangeKind::Deleted].map(|kind| (ALICE.to_owned(), kind));
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn a_new_session_ends_the_one_before_and_everything_that_ends_sessions_ends_it() {
    let site = site_with(|builder| builder);
    let (gate, now): (&Gate, _) = (site.account.gate(), SystemTime::now());
    let first = gate.sign_in_known(ALICE, None, now).await.unwrap();
    let second = gate.sign_in_known(ALICE, Some(&first), now).await.unwrap();
    assert_ne!(first.id(), second.id());
    assert_eq!(gate.has_ended(first.marks(), now), Ok(true));
    assert_eq!(gate.has_ended(second.marks(), now), Ok(false));
    gate.sign_out_everywhere(ALICE, now).await.unwrap();
    assert_eq!(gate.has_ended(second.marks(), now), Ok(true));
    let third = gate.sign_in_known(ALICE, None, now).await.unwrap();
    assert_eq!(gate.has_ended(third.marks(), now), Ok(false));
    let nobody = gate.sign_in_known("", None, now).await.unwrap_err();
    assert_eq!(nobody.kind(), RejectionKind::Misconfigured);
}
