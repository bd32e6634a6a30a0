//! The list of a user's sign-ins, as its user sees it and ends them.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use passwordless::{
    accounts::{NotedSignIn, SignIns},
    store::{Mark, StoreError},
};
use serde_json::{Value, json};

use crate::support::{MINUTE, ORIGIN, Site, Visitor, code, read, refused};

/// The application's own list, which may be out of order.
#[derive(Clone, Default)]
struct List {
    noted: Arc<Mutex<BTreeMap<[u8; 16], NotedSignIn>>>,
    is_down: Arc<AtomicBool>,
}

impl List {
    fn check(&self) -> Result<(), StoreError> {
        match self.is_down.load(Ordering::SeqCst) {
            true => Err(StoreError::unavailable("down")),
            false => Ok(()),
        }
    }
}

impl SignIns for List {
    async fn note(&self, sign_in: &NotedSignIn) -> Result<(), StoreError> {
        self.check()?;
        self.noted.lock().unwrap().insert(*sign_in.marks().session.as_bytes(), sign_in.clone());
        Ok(())
    }

    async fn of(&self, user_id: &str) -> Result<Vec<NotedSignIn>, StoreError> {
        self.check()?;
        let noted = self.noted.lock().unwrap();
        let mut of: Vec<_> = noted.values().filter(|noted| noted.user_id() == user_id).cloned().collect();
        of.sort_by_key(|noted| std::cmp::Reverse(noted.began_at()));
        Ok(of)
    }

    async fn seen(&self, _user_id: &str, session: Mark, at: SystemTime) -> Result<(), StoreError> {
        self.check()?;
        if let Some(noted) = self.noted.lock().unwrap().get_mut(session.as_bytes()) {
            *noted = noted.clone().last_seen(at);
        }
        Ok(())
    }

    async fn forget(&self, user_id: &str) -> Result<(), StoreError> {
        self.noted.lock().unwrap().retain(|_, noted| noted.user_id() != user_id);
        Ok(())
    }
}

fn site() -> (Site, List) {
    let list = List::default();
    let kept = list.clone();
    (Site::with(|builder| builder.sign_ins(kept)), list)
}

async fn listed(visitor: &mut Visitor, site: &Site) -> Vec<Value> {
    let answer = visitor.ask(&site.account, "GET", "/sign-ins", Value::Null).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    read(&answer)["signIns"].as_array().unwrap().clone()
}

fn states(listed: &[Value]) -> Vec<&str> {
    listed.iter().map(|sign_in| sign_in["state"].as_str().unwrap()).collect()
}

/// The same user, at another browser.
async fn at_another(visitor: &Visitor, site: &Site) -> Visitor {
    let mut other = site.visitor();
    std::mem::swap(&mut *other.browser.passkey(), &mut *visitor.browser.passkey());
    assert_eq!(other.sign_in(site).await.status(), 200);
    std::mem::swap(&mut *other.browser.passkey(), &mut *visitor.browser.passkey());
    other
}

async fn end(visitor: &mut Visitor, site: &Site, id: &Value) -> passwordless::accounts::Answer {
    let path = format!("/sign-ins/{}", id.as_str().unwrap());
    visitor.ask(&site.account, "DELETE", &path, Value::Null).await
}

#[tokio::test]
async fn a_user_sees_each_sign_in_and_ends_it() {
    let (site, _) = site();
    let mut alice = site.user("alice").await;
    let mut phone = at_another(&alice, &site).await;
    let seen = listed(&mut alice, &site).await;
    assert_eq!(states(&seen), ["current", "active"], "this one first");
    assert_eq!((&seen[0]["device"], &seen[0]["address"]), (&json!("Unknown device"), &Value::Null));

    let answer = end(&mut alice, &site, &seen[1]["id"]).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert!(!phone.is_signed_in(&site).await);
    assert_eq!(states(&listed(&mut alice, &site).await), ["current", "ended"]);
    assert_eq!(end(&mut alice, &site, &seen[1]["id"]).await.status(), 200, "once more does no harm");

    let answer = end(&mut alice, &site, &seen[0]["id"]).await;
    assert_eq!((answer.status(), &read(&answer)["signedOut"]), (200, &json!(true)));
    assert!(alice.cookies.is_empty() && !alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn a_sign_in_says_where_and_with_what() {
    let (site, list) = site();
    let alice = site.user("alice").await;
    let body = json!({ "token": alice.browser.sign_in().await.unwrap() }).to_string();
    let mut request = site.account.request("POST", "/sign-in").body(body.as_bytes());
    for (name, value) in [
        ("origin", ORIGIN),
        ("content-type", "application/json"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
    ] {
        request.header(name, value.as_bytes());
    }
    let request = request.peer(Some("::ffff:192.0.2.7".parse().unwrap()));
    assert_eq!(site.account.answer(&request, SystemTime::now()).await.status(), 200);
    let noted = list.noted.lock().unwrap().values().find(|noted| noted.address().is_some()).unwrap().clone();
    assert_eq!(noted.address(), Some("192.0.2.7"));
    assert!(!format!("{noted:?}").contains("192.0.2.7"));
    let mut alice = alice;
    let seen = listed(&mut alice, &site).await;
    assert_eq!(seen[1]["device"], "Firefox on Linux");
}

#[tokio::test]
async fn nobody_sees_or_ends_a_sign_in_of_somebody_else() {
    let (site, _) = site();
    let (mut alice, mut mallory) = (site.user("alice").await, site.user("mallory").await);
    let hers = listed(&mut alice, &site).await;
    assert_eq!(listed(&mut mallory, &site).await.len(), 1);
    for id in [hers[0]["id"].clone(), json!("made-up"), json!("%27%20OR%201")] {
        assert_eq!(refused(&end(&mut mallory, &site, &id).await), code(404, "unknown_sign_in"), "{id}");
    }
    let mut nobody = site.visitor();
    assert_eq!(refused(&end(&mut nobody, &site, &hers[0]["id"]).await), code(401, "sign_in_required"));
    alice.origin = Some("https://evil.example".to_owned());
    assert_eq!(refused(&end(&mut alice, &site, &hers[0]["id"]).await), code(403, "cross_site_request"));
    alice.origin = Some(ORIGIN.to_owned());
    assert!(alice.is_signed_in(&site).await);
}

#[tokio::test]
async fn the_list_is_right_however_a_sign_in_ended() {
    let (site, _) = site();
    let mut alice = site.user("alice").await;
    let mut phone = at_another(&alice, &site).await;
    phone.ask(&site.account, "POST", "/sign-out", Value::Null).await;
    let mut tablet = at_another(&alice, &site).await;
    assert_eq!(states(&listed(&mut alice, &site).await), ["current", "active", "ended"]);
    tablet.ask(&site.account, "POST", "/sign-out-everywhere", Value::Null).await;
    let token = alice.browser.sign_in().await.unwrap();
    alice.cookies.clear();
    let answer = alice.ask(&site.account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(states(&listed(&mut alice, &site).await), ["current", "ended", "ended", "ended"]);
}

#[tokio::test]
async fn a_session_is_seen_on_the_accounts_pages() {
    let (site, list) = site();
    let mut alice = site.user("alice").await;
    let seen = || list.noted.lock().unwrap().values().next().unwrap().last_seen_at();
    for (minutes, path) in [(5, "/session"), (10, "/sign-ins")] {
        let later = SystemTime::now() + MINUTE * minutes;
        let answer = alice.ask_at(&site.account, "GET", path, Value::Null, later).await;
        assert_eq!((answer.status(), seen()), (200, later), "{path}");
    }
    list.is_down.store(true, Ordering::SeqCst);
    let answer = alice.ask(&site.account, "GET", "/session", Value::Null).await;
    assert_eq!(answer.status(), 200, "nobody is refused because it cannot be written");
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_written_down_does_not_count() {
    let (site, list) = site();
    let mut alice = site.user("alice").await;
    let token = alice.browser.sign_in().await.unwrap();
    list.is_down.store(true, Ordering::SeqCst);
    let mut other = site.visitor();
    let answer = other.ask(&site.account, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));
    assert!(other.cookies.is_empty());
    let answer = alice.ask(&site.account, "GET", "/sign-ins", Value::Null).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));
}

#[tokio::test]
async fn without_a_list_there_are_no_routes() {
    let site = Site::new();
    let mut alice = site.user("alice").await;
    for (method, path) in [("GET", "/sign-ins"), ("DELETE", "/sign-ins/x")] {
        let answer = alice.ask(&site.account, method, path, Value::Null).await;
        assert_eq!(refused(&answer), code(404, "not_found"));
    }
}
