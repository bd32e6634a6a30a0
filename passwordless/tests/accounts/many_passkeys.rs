//! Passkeys without end: whoever makes them keeps their owner from nothing.

use std::sync::Arc;

use passwordless::{
    Registration, SingleProcess, Store,
    accounts::{AccountsBuilder, RateLimits},
    store::Mark,
};
use serde_json::{Value, json};

use crate::support::{ORIGIN, Site, Visitor, code, read, refused};

fn site() -> (Site, Arc<SingleProcess>) {
    let store = Arc::new(SingleProcess::new());
    let unlimited = |builder: AccountsBuilder| builder.rate_limits(RateLimits::none());
    (Site::over(Arc::clone(&store), unlimited), store)
}

impl Site {
    fn only_user(&self) -> String {
        self.users.lock().unwrap().keys().next().unwrap().clone()
    }
}

async fn delete(owner: &mut Visitor, site: &Site, id: &str) -> passwordless::accounts::Answer {
    owner.ask(&site.account, "DELETE", &format!("/passkeys/{id}"), Value::Null).await
}

/// The ids of the owner's passkeys of which this is true, the one at hand not among them.
async fn ids(owner: &mut Visitor, site: &Site, is: impl Fn(&Value) -> bool) -> Vec<String> {
    let list = read(&owner.passkeys(site).await);
    let others = list["passkeys"].as_array().unwrap().iter().filter(|passkey| passkey["isCurrent"] == false);
    others.filter(|passkey| is(passkey)).map(|passkey| passkey["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_owner_gets_rid_of_a_hundred_unfinished_passkeys() {
    let (site, _) = site();
    let mut alice = site.user("alice").await;
    let (phone, added) = alice.add_passkey(&site).await;
    assert_eq!(added.status(), 201);
    let [lost] = <[String; 1]>::try_from(ids(&mut alice, &site, |_| true).await).unwrap();
    let answer = alice.ask(&site.account, "POST", "/passkeys", Value::Null).await;
    let stolen = read(&answer)["token"].as_str().unwrap().to_owned();
    for _ in 0..100 {
        site.emulator.browser(ORIGIN).register(&stolen).await.unwrap();
    }
    let unfinished = ids(&mut alice, &site, |passkey| passkey["unfinished"] == true).await;
    assert_eq!(unfinished.len(), 100);
    for id in unfinished {
        let answer = delete(&mut alice, &site, &id).await;
        assert_eq!((answer.status(), read(&answer).get("signedOut")), (200, None), "{}", answer.body());
    }
    // The phone that was lost goes after them, and its sessions alone.
    let mut phone = Visitor { browser: phone, ..site.visitor() };
    assert_eq!(phone.sign_in(&site).await.status(), 200);
    assert_eq!(delete(&mut alice, &site, &lost).await.status(), 200);
    assert!(alice.is_signed_in(&site).await && !phone.is_signed_in(&site).await);
    assert!(ids(&mut alice, &site, |_| true).await.is_empty());
}

#[tokio::test]
async fn who_has_deleted_32_still_deletes_a_thiefs() {
    let (site, _) = site();
    let mut alice = site.user("alice").await;
    for _ in 0..32 {
        assert_eq!(alice.add_passkey(&site).await.1.status(), 201);
        let [id] = <[String; 1]>::try_from(ids(&mut alice, &site, |_| true).await).unwrap();
        assert_eq!(delete(&mut alice, &site, &id).await.status(), 200);
    }
    assert!(alice.is_signed_in(&site).await);
    let (thief, added) = alice.add_passkey(&site).await;
    assert_eq!(added.status(), 201);
    let mut thief = Visitor { browser: thief, ..site.visitor() };
    assert_eq!(thief.sign_in(&site).await.status(), 200);
    let unspent = thief.browser.sign_in().await.unwrap();

    let [id] = <[String; 1]>::try_from(ids(&mut alice, &site, |_| true).await).unwrap();
    let answer = delete(&mut alice, &site, &id).await;
    assert_eq!((answer.status(), &read(&answer)["signedOut"]), (200, &json!(true)), "{}", answer.body());
    let answer = thief.ask(&site.account, "POST", "/sign-in", json!({ "token": unspent })).await;
    assert_eq!(refused(&answer), code(403, "unregistered_passkey"));
    for visitor in [&mut thief, &mut alice] {
        assert!(!visitor.is_signed_in(&site).await);
    }
    assert_eq!(alice.sign_in(&site).await.status(), 200, "who signs in anew is in");
}

#[tokio::test]
async fn a_registration_that_is_handed_in_again_makes_no_deleted_passkey_known() {
    let (site, store) = site();
    let mut alice = site.user("alice").await;
    let user = Mark::user(&site.only_user());
    let begun = alice.ask(&site.account, "POST", "/passkeys", Value::Null).await;
    let made = site.emulator.browser(ORIGIN).register(read(&begun)["token"].as_str().unwrap()).await.unwrap();
    let complete = json!({ "token": made });
    assert_eq!(alice.ask(&site.account, "POST", "/passkeys/complete", complete.clone()).await.status(), 201);
    let [id] = <[String; 1]>::try_from(ids(&mut alice, &site, |_| true).await).unwrap();
    assert_eq!(delete(&mut alice, &site, &id).await.status(), 200);
    let again = alice.ask(&site.account, "POST", "/passkeys/complete", complete).await;
    assert_eq!(refused(&again), code(401, "token_already_used"));
    let known = store.passkeys(user).await.unwrap().unwrap();
    assert!(!known.contains(&Mark::credential(&id.parse().unwrap())) && known.len() == 1, "{known:?}");
}

#[tokio::test]
async fn a_deleted_passkey_that_signs_in_is_not_taken_in() {
    let (site, store) = site();
    site.users.lock().unwrap().insert("u-old".to_owned(), "old".to_owned());
    let registration = Registration::new("u-old", "old");
    let token = site.account.client().create_register_token(&registration).await.unwrap();
    let mut old = site.visitor();
    old.browser.register(token.expose()).await.unwrap();
    let [passkey] = &site.account.client().credentials("u-old").await.unwrap()[..] else { panic!() };
    let now = std::time::SystemTime::now();
    site.account.gate().end_passkey("u-old", passkey.id(), now).await.unwrap();
    assert_eq!(refused(&old.sign_in(&site).await), code(401, "token_revoked"));
    let known = store.passkeys(Mark::user("u-old")).await.unwrap().unwrap_or_default();
    assert!(known.is_empty(), "a deleted passkey is known again");
}
