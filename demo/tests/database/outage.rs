//! Postgres goes away for a while: what needs it says so, what does not goes on, and all recovers by itself.

use std::sync::Arc;
use std::time::Duration;

use rocket::futures::future::join_all;
use rocket::http::{Accept, Header, Status};
use rocket::tokio::{self, time::timeout};
use serde_json::json;
use sqlx::{Connection, query_scalar, raw_sql};

use crate::line::Line;
use crate::place::Place;
use crate::postgres::{Postgres, connect};
use crate::support::{Demo, Person, form, refusal, refused};

async fn ready(demo: &Demo) -> Status {
    demo.client.get("/ready").header(Accept::JSON).dispatch().await.status()
}

/// Somebody who is signed in, and their next token.
async fn signed_in(place: &Place, demo: &Demo) -> (Person, String) {
    let alice = place.person();
    alice.register(demo, "alice").await;
    let token = alice.browser().sign_in().await.unwrap();
    (alice, token)
}

/// The first page leads whoever is signed in on, and asks no database about it.
async fn is_known(person: &Person, demo: &Demo) -> bool {
    person.send(demo.client.get("/")).await.status() == Status::SeeOther
}

async fn is_out(person: &Person, token: &str, demo: &Demo) {
    assert_eq!(ready(demo).await, Status::ServiceUnavailable);
    assert!(is_known(person, demo).await, "signed-in people go on");
    let refused_for_now = async |answer: rocket::local::asynchronous::LocalResponse<'_>| {
        assert_eq!(answer.headers().get_one("Retry-After"), Some("5"));
        assert_eq!(refusal(answer).await, refused(503, "unavailable"));
    };
    tokio::join!(
        async { refused_for_now(person.sign_in(demo, token).await).await },
        async {
            refused_for_now(person.post(demo, "/create-token", json!({ "username": "bob" })).await).await;
        },
        async {
            let page = demo.client.get("/me").header(Header::new("Accept", "application/json"));
            refused_for_now(person.send(page).await).await;
        },
    );
    assert!(is_known(person, demo).await, "nobody was signed out meanwhile");
}

/// Waits until the demo is ready, without telling it anything.
async fn is_back(person: &Person, token: &str, demo: &Demo) {
    while ready(demo).await != Status::Ok {
        tokio::task::yield_now().await;
    }
    assert!(person.me(demo).await.unwrap().contains("alice"));
    assert_eq!(person.sign_in(demo, token).await.status(), Status::Ok, "the token was not spent");
    takes_newcomers(demo).await;
}

async fn takes_newcomers(demo: &Demo) {
    let nobody = Person { browser: None, cookies: Default::default() };
    nobody.permission(demo, "bob").await;
}

#[rocket::async_test]
async fn a_server_that_crashes_is_missed_until_it_is_back() {
    let server = Arc::new(Postgres::start());
    let place = Place::on(&server.database().await, Some(Arc::clone(&server)));
    let demo = place.instance().await;
    let (alice, token) = signed_in(&place, &demo).await;
    server.stop();
    is_out(&alice, &token, &demo).await;
    server.resume();
    is_back(&alice, &token, &demo).await;
}

#[rocket::async_test]
async fn a_server_that_says_nothing_any_more_is_given_up_in_time() {
    let server = Arc::new(Postgres::start());
    let place = Place::on(&server.database().await, Some(Arc::clone(&server)));
    let demo = place.instance().await;
    let (alice, token) = signed_in(&place, &demo).await;
    server.freeze();
    is_out(&alice, &token, &demo).await;
    server.thaw();
    is_back(&alice, &token, &demo).await;
}

#[rocket::async_test]
async fn a_node_that_may_only_be_read_is_not_ready_and_is_left_when_another_takes_writes() {
    let server = Postgres::shared();
    let place = Place::on(&server.database().await, Some(server));
    let demo = place.instance().await;
    let (alice, _) = signed_in(&place, &demo).await;
    let mut other = place.connect().await;
    let mut read_only = async |setting: &str| {
        // The earlier connections led to the node that was the primary.
        let sql = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {setting}', current_database());
             PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND '{setting}' = 'on'; END $$"
        );
        raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut other).await.unwrap();
    };
    read_only("on").await;
    assert_eq!(ready(&demo).await, Status::ServiceUnavailable);
    assert!(is_known(&alice, &demo).await, "signed-in people go on");
    // Nobody ends the connections to the node that may only be read: the demo leaves them by itself.
    read_only("off").await;
    while ready(&demo).await != Status::Ok {
        tokio::task::yield_now().await;
    }
    assert!(alice.me(&demo).await.is_some());
}

#[rocket::async_test]
async fn a_sign_out_that_the_server_cannot_finish_is_told_and_forgotten_by_the_browser() {
    let server = Arc::new(Postgres::start());
    let place = Place::on(&server.database().await, Some(Arc::clone(&server)));
    let demo = place.instance().await;
    let (alice, token) = signed_in(&place, &demo).await;
    let kept = alice.cookies.borrow().clone();
    server.stop();
    for path in ["/sign-out", "/sign-out-everywhere"] {
        *alice.cookies.borrow_mut() = kept.clone();
        // A page of another site cannot have the browser forget it.
        let foreign = demo.client.post(path).header(Header::new("Origin", "https://evil.example"));
        assert_eq!(alice.send(foreign.header(Accept::JSON)).await.status(), Status::Forbidden);
        assert!(is_known(&alice, &demo).await);
        let answer = form(&alice, &demo, path.to_owned(), "").await;
        assert_eq!(refusal(answer).await, refused(503, "sign_out_unfinished"), "{path}");
        assert!(!is_known(&alice, &demo).await, "whoever comes next is not Alice");
    }
    // The truth: whoever has a copy is still let in.
    *alice.cookies.borrow_mut() = kept;
    server.resume();
    is_back(&alice, &token, &demo).await;
}

#[rocket::async_test]
async fn a_table_that_somebody_locks_is_noticed_in_time() {
    let place = Place::postgres().await;
    let demo = place.instance().await;
    let (alice, _) = signed_in(&place, &demo).await;
    let mut other = place.connect().await;
    let mut transaction = other.begin().await.unwrap();
    raw_sql("LOCK TABLE users IN ACCESS EXCLUSIVE MODE").execute(&mut *transaction).await.unwrap();
    // More often than there are connections: those that wait are cut.
    let asked = (0..20).map(|_| ready(&demo));
    assert!(join_all(asked).await.iter().all(|status| *status == Status::ServiceUnavailable));
    transaction.rollback().await.unwrap();
    while ready(&demo).await != Status::Ok {
        tokio::task::yield_now().await;
    }
    assert!(alice.me(&demo).await.is_some());
}

#[rocket::async_test]
async fn connections_that_went_dead_do_not_keep_their_places() {
    let server = Postgres::shared();
    let direct = server.database().await;
    let line = Line::to(&direct).await;
    let place = Place::on(&line.url, Some(server));
    let demo = place.instance().await;
    let (alice, _) = signed_in(&place, &demo).await;
    let (mut locks, mut looks) = (connect(&direct).await, connect(&direct).await);
    let mut transaction = locks.begin().await.unwrap();
    raw_sql("LOCK TABLE users IN ACCESS EXCLUSIVE MODE").execute(&mut *transaction).await.unwrap();
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    let asked = join_all((0..20).map(|_| ready(&demo)));
    // As many as the application has connections wait for an answer that will not come through.
    let dies = async {
        while query_scalar::<_, i64>(waiting).fetch_one(&mut looks).await.unwrap() < 8 {}
        line.go_dead();
    };
    tokio::join!(asked, dies);
    transaction.rollback().await.unwrap();
    // Each connection that was idle fails once more, when it is tried.
    let back = async {
        while ready(&demo).await != Status::Ok {}
        while alice.sign_in(&demo, &alice.browser().sign_in().await.unwrap()).await.status() != Status::Ok {}
    };
    timeout(Duration::from_secs(60), back).await.expect("the demo does not find the server again");
    assert!(alice.me(&demo).await.is_some());
}

/// While sign-outs are read, nobody is let in, and a load balancer is told how far it is.
#[rocket::async_test]
async fn an_instance_that_still_reads_sign_outs_is_not_ready_and_lets_nobody_in() {
    let place = Place::postgres().await;
    let (alice, _) = signed_in(&place, &place.instance().await).await;
    let mut other = place.connect().await;
    let mut transaction = other.begin().await.unwrap();
    let lock = "LOCK TABLE passwordless_revocations IN ACCESS EXCLUSIVE MODE";
    raw_sql(lock).execute(&mut *transaction).await.unwrap();
    let demo = place.instance().await;
    let answer = demo.client.get("/ready").header(Accept::JSON).dispatch().await;
    assert_eq!(answer.status(), Status::ServiceUnavailable);
    let problem: serde_json::Value = answer.into_json().await.unwrap();
    assert_eq!(problem["detail"], "Sign-outs are being read: 0 of 0.");
    assert_eq!(demo.client.get("/health").dispatch().await.status(), Status::Ok);
    let page = demo.client.get("/me").header(Accept::JSON);
    assert_eq!(refusal(alice.send(page).await).await, refused(503, "unavailable"));
    transaction.rollback().await.unwrap();
    while ready(&demo).await != Status::Ok {
        tokio::task::yield_now().await;
    }
    assert!(alice.me(&demo).await.is_some());
}
