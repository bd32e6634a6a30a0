//! Registrations that nobody finished, at a service that counts them.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use passwordless::{Rejection, SingleProcess, Store, accounts::Accounts, store::Mark};
use serde_json::{Value, json};
use tracing::Level;

use crate::{
    log::Log,
    support::{Db, MINUTE, Site, code, gate_of, refused, with_users},
};

const HOUR: Duration = Duration::from_secs(3600);

fn tomorrow() -> SystemTime {
    SystemTime::now() + HOUR * 24
}

/// A site with these users, and so many registrations that nobody finished.
async fn site(users: &[&str], unfinished: usize) -> Site {
    let site = Site::new();
    for name in users {
        site.user(name).await;
    }
    for n in 0..unfinished {
        site.visitor().make_passkey(&site, &format!("mallory{n}")).await;
    }
    site
}

async fn count(site: &Site) -> u64 {
    site.account.client().count_users().await.unwrap()
}

#[tokio::test]
async fn a_registration_that_nobody_finished_is_deleted_and_users_stay() {
    let site = site(&["alice", "bob"], 3).await;
    assert_eq!(count(&site).await, 5);
    let unfinished = site.account.delete_unfinished(HOUR, tomorrow()).await.unwrap();
    assert_eq!((unfinished.user_ids().len(), unfinished.known(), unfinished.lost()), (3, 2, 0));
    assert!(unfinished.is_whole() && unfinished.doubt().is_none());
    assert_eq!(count(&site).await, 2);
    let users = site.users.lock().unwrap().clone();
    for user_id in users.keys() {
        assert_eq!(site.account.client().credentials(user_id).await.unwrap().len(), 1);
    }
    assert_eq!(site.account.delete_unfinished(HOUR, tomorrow()).await.unwrap().user_ids().len(), 0);
}

#[tokio::test]
async fn a_registration_that_can_still_be_finished_stays() {
    let site = site(&["alice"], 0).await;
    let mut bob = site.visitor();
    let token = bob.make_passkey(&site, "bob").await;
    for older_than in [Duration::ZERO, MINUTE, HOUR] {
        let soon = SystemTime::now() + MINUTE * 30;
        let unfinished = site.account.delete_unfinished(older_than, soon).await.unwrap();
        assert_eq!(unfinished.user_ids().len(), 0);
    }
    let a_day = site.account.delete_unfinished(HOUR * 24, SystemTime::now() + HOUR * 2).await.unwrap();
    assert_eq!(a_day.user_ids().len(), 0);
    let answer = bob.ask(&site.account, "POST", "/register/complete", json!({ "token": token })).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
}

#[tokio::test]
async fn using_the_passkey_at_the_service_keeps_it_no_longer() {
    let site = site(&["alice"], 0).await;
    let mut mallory = site.visitor();
    mallory.make_passkey(&site, "mallory").await;
    site.emulator.move_clock(HOUR * 3);
    assert!(mallory.browser.sign_in().await.is_ok());
    let now = SystemTime::now() + HOUR * 3;
    assert_eq!(site.account.delete_unfinished(HOUR, now).await.unwrap().user_ids().len(), 1);
    assert_eq!(count(&site).await, 1);
}

#[tokio::test]
async fn a_known_user_without_a_name_at_the_service_stays() {
    let site = site(&["alice"], 1).await;
    // Somebody whom the application created, and who made the passkey on a page of its own.
    let registration = passwordless::Registration::new("u-carol", "carol");
    let token = site.account.client().create_register_token(&registration).await.unwrap();
    site.visitor().browser.register(token.expose()).await.unwrap();
    site.users.lock().unwrap().insert("u-carol".to_owned(), "carol".to_owned());
    let unfinished = site.account.delete_unfinished(HOUR, tomorrow()).await.unwrap();
    assert_eq!((unfinished.user_ids().len(), unfinished.known()), (1, 2));
    assert_eq!(site.account.client().credentials("u-carol").await.unwrap().len(), 1);
}

/// What a sweep says in the log, and how many users the service has then.
async fn swept(site: &Site) -> (String, u64) {
    let (log, guard) = Log::of_this_thread(Level::INFO);
    site.account.delete_unfinished(HOUR, tomorrow()).await.unwrap();
    drop(guard);
    (log.text(), count(site).await)
}

#[tokio::test]
async fn an_application_that_lost_its_users_deletes_nobody_until_a_person_has_looked() {
    let site = site(&["alice", "bob", "carol"], 2).await;
    let users = site.users.lock().unwrap().clone();
    // An empty database, and a backup from before two of three registered.
    for left in [0, 1] {
        *site.users.lock().unwrap() = users.clone().into_iter().take(left).collect();
        let unfinished = site.account.find_unfinished(HOUR, tomorrow()).await.unwrap();
        assert_eq!((unfinished.user_ids().len(), unfinished.known(), unfinished.lost()), (2, left, 3 - left));
        if left == 0 {
            assert!(unfinished.doubt().is_some());
            let (log, count) = swept(&site).await;
            assert!(log.contains("ERROR") && log.contains("Accounts::delete_these"), "{log}");
            assert_eq!(count, 5);
        }
    }
    // Whoever finished a registration stays, whatever happens to the application's table.
    site.users.lock().unwrap().clear();
    let unfinished = site.account.find_unfinished(HOUR, tomorrow()).await.unwrap();
    site.account.delete_these(&unfinished).await.unwrap();
    assert_eq!(count(&site).await, 3);
    for user_id in users.keys() {
        assert_eq!(site.account.client().credentials(user_id).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_user_who_became_known_meanwhile_stays() {
    let site = site(&["alice"], 1).await;
    let unfinished = site.account.find_unfinished(HOUR, tomorrow()).await.unwrap();
    let user_id = unfinished.user_ids().next().unwrap().to_owned();
    site.users.lock().unwrap().insert(user_id, "found".to_owned());
    site.account.delete_these(&unfinished).await.unwrap();
    assert_eq!(count(&site).await, 2);
}

/// The database is put back to an old copy, and users who came later have no name at the service.
#[tokio::test]
async fn users_without_a_name_at_the_service_are_not_deleted_from_an_old_copy() {
    let site = site(&["alice", "bob", "carol", "dave"], 0).await;
    let users = site.users.lock().unwrap().clone();
    for user_id in users.keys() {
        site.account.client().set_aliases(user_id, [] as [&str; 0]).await.unwrap();
    }
    site.users.lock().unwrap().retain(|_, name| ["alice", "bob"].contains(&name.as_str()));
    let (log, guard) = Log::of_this_thread(Level::ERROR);
    let unfinished = site.account.delete_unfinished(HOUR, tomorrow()).await.unwrap();
    drop(guard);
    assert_eq!((unfinished.user_ids().len(), unfinished.known(), unfinished.lost()), (2, 2, 0));
    assert!(unfinished.doubt().unwrap().contains("set_alias"));
    assert!(log.text().contains("unfinished_kept"), "{}", log.text());
    assert_eq!(count(&site).await, 4);
}

#[tokio::test]
async fn what_is_known_of_an_unfinished_registration_goes_with_it() {
    let store = Arc::new(SingleProcess::new());
    let undecided = Db { accept: Some(Box::new(|_| Err(Rejection::unavailable()))), ..Db::default() };
    let site = Site::over(Arc::clone(&store), |builder| builder.newcomers(undecided));
    assert_eq!(site.visitor().register(&site, "alice").await.status(), 503);
    let unfinished = site.account.find_unfinished(HOUR, tomorrow()).await.unwrap();
    let [user_id] = unfinished.user_ids().collect::<Vec<_>>()[..] else { panic!() };
    let known = async || store.passkeys(Mark::user(user_id)).await.unwrap();
    assert_eq!(known().await.unwrap().len(), 1);
    site.account.delete_these(&unfinished).await.unwrap();
    assert_eq!((known().await, count(&site).await), (None, 0));
}

#[tokio::test]
async fn an_application_or_a_service_that_does_not_answer_deletes_nobody() {
    let site = site(&["alice"], 2).await;
    let client = site.account.client().clone();
    let nobody_asked = Accounts::builder().build(client.clone(), site.account.gate().clone()).unwrap();
    let error = nobody_asked.delete_unfinished(HOUR, tomorrow()).await.unwrap_err();
    assert_eq!(error, Rejection::misconfigured());
    struct Down;
    impl passwordless::accounts::Users for Down {
        async fn find(&self, _: &str) -> Result<Option<passwordless::accounts::KnownUser>, Rejection> {
            Err(Rejection::unavailable())
        }
    }
    let down = Accounts::builder().users(Down).build(client, site.account.gate().clone()).unwrap();
    let error = down.delete_unfinished(HOUR, tomorrow()).await.unwrap_err();
    assert_eq!(error, Rejection::unavailable());
    let client = crate::support::client_of("http://127.0.0.1:9", site.emulator.api_secret());
    let gate = gate_of(SingleProcess::new());
    let cut = with_users(&site.users).build(client, gate).unwrap();
    assert_eq!(cut.delete_unfinished(HOUR, tomorrow()).await.unwrap_err().status(), 503);
    assert_eq!(count(&site).await, 3);
}

/// Sets how many users the plan of the emulator's application has.
async fn set_plan(site: &Site, users: u64) {
    let export: Value = serde_json::from_str(&site.emulator.export()).unwrap();
    let mut export = export;
    set(&mut export, "max_users", &json!(users));
    site.emulator.import(&export.to_string()).unwrap();
}

fn set(value: &mut Value, name: &str, to: &Value) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                if member == name { *value = to.clone() } else { set(value, name, to) }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| set(value, name, to)),
        _ => {}
    }
}

#[tokio::test]
async fn a_full_plan_is_no_outage_and_the_sweep_makes_room() {
    let site = site(&["alice"], 2).await;
    set_plan(&site, 3).await;
    let (log, guard) = Log::of_this_thread(Level::INFO);
    let answer = site.visitor().ask(&site.account, "POST", "/register", json!({ "name": "bob" })).await;
    drop(guard);
    assert_eq!(refused(&answer), code(403, "user_limit_reached"));
    let log = log.text();
    assert!(log.contains("ERROR") && log.contains("Accounts::delete_unfinished"), "{log}");
    site.account.delete_unfinished(HOUR, tomorrow()).await.unwrap();
    let mut bob = site.visitor();
    assert_eq!(bob.register(&site, "bob").await.status(), 201);
}
