//! A service that does not answer, or not to us.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use passwordless::{
    SingleProcess, Store,
    store::{
        Generation, Mark, Replaced, Revocation, SessionMarks, Spent, StoreError, StoreFuture, TokenMarks,
    },
};
use serde_json::{Value, json};

use crate::{
    support::{Site, client_of, code, gate_of, refused, with_users},
    vendor::Vendor,
};

#[tokio::test]
async fn an_outage_is_503_and_nobody_is_signed_out() {
    let vendor = Vendor::with_passkeys(2).await;
    let (account, mut alice) = vendor.signed_in().await;
    let token = vendor.token("another", "passkey_signin");
    for status in [429, 500, 502, 503, 504, 302, 404] {
        for path in ["/signin/verify", "/credentials/list", "/register/token"] {
            vendor.fail(path, status);
        }
        let mut ask =
            async |method: &str, path: &str, body| refused(&alice.ask(&account, method, path, body).await);
        for (path, body) in [
            ("/sign-in", json!({ "token": token })),
            ("/step-up/pay", json!({ "token": token })),
            ("/passkeys", Value::Null),
            ("/passkeys/complete", json!({ "token": token })),
            ("/register", json!({ "name": "bob" })),
        ] {
            assert_eq!(ask("POST", path, body).await, code(503, "unavailable"), "{status} {path}");
        }
        assert_eq!(ask("GET", "/passkeys", Value::Null).await, code(503, "unavailable"), "{status}");
        assert_eq!(ask("DELETE", "/passkeys/AAAB", Value::Null).await, code(503, "unavailable"), "{status}");
        assert!(alice.cookies.contains_key("passwordless"), "the session outlives the outage");
    }
    // What needs no service works on.
    assert_eq!(alice.ask(&account, "POST", "/sign-out", Value::Null).await.status(), 204);
    for path in ["/signin/verify", "/credentials/list", "/register/token"] {
        vendor.fail(path, 0);
    }
    let answer = alice.ask(&account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(answer.status(), 200, "no outage used the token up");
}

/// A store that hears of so many ends, and then of no more.
#[derive(Debug)]
pub(crate) struct Deaf(pub(crate) SingleProcess, pub(crate) Arc<AtomicU32>);

impl Store for Deaf {
    fn spend(&self, token: TokenMarks, over: Option<Replaced>, now: SystemTime) -> StoreFuture<'_, Spent> {
        self.0.spend(token, over, now)
    }

    fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> StoreFuture<'_, ()> {
        if self.1.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return self.0.revoke(what, until, now);
        }
        Box::pin(async { Err(StoreError::unavailable("deaf")) })
    }

    fn lease(&self, user: Mark, length: Duration, now: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        self.0.lease(user, length, now)
    }

    fn release(&self, user: Mark, lease: Mark) -> StoreFuture<'_, ()> {
        self.0.release(user, lease)
    }

    fn is_revoked(&self, session: &SessionMarks, now: SystemTime) -> Result<bool, StoreError> {
        self.0.is_revoked(session, now)
    }

    fn generation(&self, user: Mark, now: SystemTime) -> Result<Generation, StoreError> {
        self.0.generation(user, now)
    }

    fn passkeys(&self, user: Mark) -> StoreFuture<'_, Option<Vec<Mark>>> {
        self.0.passkeys(user)
    }

    fn add_passkeys(&self, user: Mark, passkeys: Vec<Mark>) -> StoreFuture<'_, ()> {
        self.0.add_passkeys(user, passkeys)
    }

    fn forget_passkey(&self, user: Mark, passkey: Mark) -> StoreFuture<'_, ()> {
        self.0.forget_passkey(user, passkey)
    }

    fn forget_passkeys(&self, user: Mark) -> StoreFuture<'_, ()> {
        self.0.forget_passkeys(user)
    }
}

#[tokio::test]
async fn a_sign_out_that_the_store_does_not_take_signs_the_browser_out_all_the_same() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let gate = gate_of(Deaf(SingleProcess::new(), Arc::default()));
    let account = with_users(&site.users).build(site.account.client().clone(), gate).unwrap();
    let token = alice.browser.sign_in().await.unwrap();
    alice.cookies.clear();
    assert_eq!(alice.ask(&account, "POST", "/sign-in", json!({ "token": token })).await.status(), 200);
    assert!(alice.cookies.contains_key("passwordless"));
    let everywhere = alice.ask(&account, "POST", "/sign-out-everywhere", Value::Null).await;
    assert_eq!(refused(&everywhere), code(503, "unavailable"));
    assert!(alice.cookies.contains_key("passwordless"), "who wants out everywhere can ask again");
    let answer = alice.ask(&account, "POST", "/sign-out", Value::Null).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));
    assert!(!alice.cookies.contains_key("passwordless"), "the next person at this machine is not alice");
}

#[tokio::test]
async fn nobody_at_the_address_is_an_outage_too() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = alice.browser.sign_in().await.unwrap();
    let gate = site.account.gate().clone();
    let client = client_of("http://127.0.0.1:9", "test:secret:a679563b331846c79c20b114a4f56d02");
    let account = with_users(&site.users).build(client, gate).unwrap();
    let answer = alice.ask(&account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));
    assert!(alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn a_key_that_the_service_refuses_is_our_own_mistake() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    let token = alice.browser.sign_in().await.unwrap();
    let mut wrong = site.emulator.api_secret().to_owned();
    let last = if wrong.pop() == Some('0') { '1' } else { '0' };
    wrong.push(last);
    let client = client_of(site.emulator.url(), &wrong);
    let account = with_users(&site.users).build(client, site.account.gate().clone()).unwrap();
    for (method, path, body) in [
        ("POST", "/sign-in", json!({ "token": token })),
        ("POST", "/register", json!({ "name": "bob" })),
        ("GET", "/passkeys", Value::Null),
        ("DELETE", "/passkeys/AAAA", Value::Null),
    ] {
        let answer = alice.ask(&account, method, path, body).await;
        assert_eq!(refused(&answer), code(500, "misconfigured"), "{path}");
    }
    assert!(alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn an_orphan_that_cannot_be_deleted_signs_nobody_in() {
    let vendor = Vendor::start().await;
    vendor.fail("/credentials/delete", 503);
    let account = vendor.account();
    let mut mallory = vendor.visitor();
    let answer = mallory.ask(&account, "POST", "/register", json!({ "name": "alice" })).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let user_id = user_of_newcomer(&vendor);
    let token = vendor.token("new", "passkey_register");
    vendor.told.lock().unwrap().tokens.get_mut(&token).unwrap()["userId"] = json!(user_id);
    let answer = mallory.ask(&account, "POST", "/register/complete", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(409, "name_taken"));
    assert!(vendor.told.lock().unwrap().calls.contains(&"/credentials/delete".to_owned()));
    let token = vendor.token("signin", "passkey_signin");
    vendor.told.lock().unwrap().tokens.get_mut(&token).unwrap()["userId"] = json!(user_id);
    let answer = mallory.ask(&account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(403, "unknown_user"));
}

/// The user id for which a registration token was asked.
fn user_of_newcomer(vendor: &Vendor) -> String {
    vendor.told.lock().unwrap().registrations.last().unwrap()["userId"].as_str().unwrap().to_owned()
}
