//! The account's page: passkeys, sign-ins, and their ends.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

mod support;

use std::time::{Duration, SystemTime};

use passwordless::{Policy, SessionKey, gate::Gate};
use passwordless_sqlx::SqlStore;
use rocket::http::{Accept, ContentType, Header, Status};
use rocket::local::asynchronous::LocalResponse;
use serde_json::{Value, json};
use sqlx::Connection;
use support::{Demo, ORIGIN, Person, body, form, refusal, refused, step_up};

const MINUTE: Duration = Duration::from_secs(60);

async fn get(person: &Person, demo: &Demo, path: &'static str) -> Value {
    let answer = person.send(demo.client.get(path).header(Accept::JSON)).await;
    assert_eq!(answer.status(), Status::Ok, "{path}");
    body(answer).await
}

/// The states on the list of sign-ins with the addresses of their forms, newest first.
async fn sign_ins(person: &Person, demo: &Demo) -> Vec<(String, Option<String>)> {
    let page = person.me(demo).await.unwrap();
    let rows = page.split("<li data-state=\"").skip(1).map(|row| {
        let row = row.split("</li>").next().unwrap().replace("&#x2F;", "/");
        let form = row.split_once("action=\"").map(|(_, form)| form.split('"').next().unwrap().to_owned());
        (row.split('"').next().unwrap().to_owned(), form)
    });
    rows.collect()
}

async fn states(person: &Person, demo: &Demo) -> Vec<String> {
    sign_ins(person, demo).await.into_iter().map(|(state, _)| state).collect()
}

/// Signs the same person in at another browser, to which the passkey has come along.
async fn at_another_browser(person: &Person, demo: &Demo) -> Person {
    let token = person.browser().sign_in().await.unwrap();
    let other = Person::at(demo);
    assert_eq!(other.sign_in(demo, &token).await.status(), Status::Ok);
    other
}

/// As if the user had signed in some time ago: a session sealed with the demo's own key.
async fn signed_in_ago(person: &Person, demo: &Demo, user_id: &str, ago: Duration) {
    let key: Vec<u8> = sqlx::query_scalar("SELECT value FROM secrets WHERE name = 'cookie key'")
        .fetch_one(&mut sqlx::SqliteConnection::connect(&demo.database()).await.unwrap())
        .await
        .unwrap();
    let then = SystemTime::now() - ago;
    // A session belongs to the store that opened it: the demo's own, as one that is asked about earlier times.
    let pool = sqlx::SqlitePool::connect(&demo.database()).await.unwrap();
    let store = SqlStore::options().max_staleness(MINUTE * 10).open(&pool).await.unwrap();
    let gate = Gate::new(Policy::new([ORIGIN]).unwrap(), SessionKey::new(&key).unwrap(), store).unwrap();
    let gate = gate.with_cookie_name("passwordless-4000").unwrap();
    let cookie = gate.set_cookie(&gate.signed_in_as(user_id, then).unwrap(), then).unwrap();
    let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
    person.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
}

/// Adds a passkey of a new device, and returns the id of the one that was there, and of the new one.
async fn add_passkey(person: &Person, demo: &Demo) -> [String; 2] {
    let before = get(person, demo, "/passkeys/passkeys").await["passkeys"][0]["id"].clone();
    let token = body(person.post(demo, "/passkeys/passkeys", json!({})).await).await;
    let device = demo.emulator().browser(ORIGIN).nickname("phone");
    let token = device.register(token["token"].as_str().unwrap()).await.unwrap();
    let answer = person.post(demo, "/passkeys/passkeys/complete", json!({ "token": token })).await;
    let all = body(answer).await;
    let new = all["passkeys"].as_array().unwrap().iter().find(|passkey| passkey["id"] != before).unwrap();
    assert_eq!(new["nickname"], "phone");
    [&before, &new["id"]].map(|id| id.as_str().unwrap().to_owned())
}

async fn delete_passkey<'d>(person: &Person, demo: &'d Demo, id: &str) -> LocalResponse<'d> {
    let request = demo.client.delete(format!("/passkeys/passkeys/{id}"));
    person.send(request.header(Header::new("Origin", ORIGIN))).await
}

#[rocket::async_test]
async fn passkeys_are_added_and_deleted_but_not_the_last() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let [first, second] = add_passkey(&alice, &demo).await;
    assert_eq!(delete_passkey(&alice, &demo, &second).await.status(), Status::Ok);
    assert_eq!(refusal(delete_passkey(&alice, &demo, &first).await).await, refused(409, "last_passkey"));
    assert_eq!(get(&alice, &demo, "/passkeys/passkeys").await["passkeys"].as_array().unwrap().len(), 1);
}

#[rocket::async_test]
async fn an_old_sign_in_confirms_before_it_touches_a_passkey() {
    let demo = Demo::start().await;
    let mut alice = Person::at(&demo);
    let made = alice.register(&demo, "alice").await;
    let [_, second] = add_passkey(&alice, &demo).await;
    // As if the sign-in were six minutes older than it is.
    signed_in_ago(&alice, &demo, made["userId"].as_str().unwrap(), MINUTE * 6).await;

    let needed = refused(401, "step_up_required");
    assert_eq!(refusal(delete_passkey(&alice, &demo, &second).await).await, needed);
    assert_eq!(refusal(alice.post(&demo, "/passkeys/passkeys", json!({})).await).await, needed);
    step_up(&mut alice, &demo).await;
    assert_eq!(delete_passkey(&alice, &demo, &second).await.status(), Status::Ok);
}

#[rocket::async_test]
async fn a_sign_in_says_when_where_and_with_what() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let token = alice.browser().sign_in().await.unwrap();
    let request =
        demo.client.post("/verify-signin").header(ContentType::JSON).header(Header::new("Origin", ORIGIN));
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let request = request.header(Header::new("User-Agent", agent)).remote("192.0.2.7:4711".parse().unwrap());
    alice.send(request.body(json!({ "token": token }).to_string())).await;
    let page = alice.me(&demo).await.unwrap();
    for part in ["Firefox on Linux", "192.0.2.7", "Unknown device", "<time datetime=\"20", " UTC</time>"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("Gecko"));
}

#[rocket::async_test]
async fn a_sign_in_is_ended_from_another_browser() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let phone = at_another_browser(&alice, &demo).await;
    let [own, phones] = <[_; 2]>::try_from(sign_ins(&alice, &demo).await).unwrap();
    assert_eq!((own.0.as_str(), phones.0.as_str()), ("current", "active"));

    let path = phones.1.unwrap();
    let answer = form(&alice, &demo, path.clone(), "").await;
    assert_eq!(
        (answer.status(), answer.headers().get_one("Location")),
        (Status::SeeOther, Some("/me?done=ended"))
    );
    assert_eq!(phone.me(&demo).await, None);
    assert_eq!(states(&alice, &demo).await, ["current", "ended"]);
    // Once more does no harm.
    assert_eq!(form(&alice, &demo, path, "").await.status(), Status::SeeOther);

    let answer = form(&alice, &demo, own.1.unwrap(), "").await;
    assert_eq!(answer.headers().get_one("Location"), Some("/"));
    assert!(alice.cookies.borrow().is_empty());
    assert_eq!(alice.me(&demo).await, None);
}

#[rocket::async_test]
async fn nobody_ends_a_sign_in_of_somebody_else() {
    let demo = Demo::start().await;
    let (alice, mallory) = (Person::at(&demo), Person::at(&demo));
    alice.register(&demo, "alice").await;
    mallory.register(&demo, "mallory").await;
    let path = sign_ins(&alice, &demo).await.remove(0).1.unwrap();
    let unknown = refused(404, "unknown_sign_in");
    // A form of alice's page, and what it asks for without saying whose page it is.
    let of_her_page = form(&mallory, &demo, path.clone(), "").await;
    assert_eq!(refusal(of_her_page).await, refused(409, "other_user"));
    let whose = path.split_once('?').unwrap().1.to_owned();
    let everywhere = form(&mallory, &demo, format!("/sign-out-everywhere?{whose}"), "").await;
    assert_eq!(refusal(everywhere).await, refused(409, "other_user"));
    assert!(mallory.me(&demo).await.is_some());
    let bare = path.split_once('?').unwrap().0.to_owned();
    assert_eq!(refusal(form(&mallory, &demo, bare, "").await).await, unknown);
    for made_up in ["/sign-ins/0/end", "/sign-ins/%27%20OR%201=1/end"] {
        let answer = form(&mallory, &demo, made_up.to_owned(), "").await;
        assert_eq!(refusal(answer).await, unknown);
    }
    assert_eq!(refusal(form(&Person::at(&demo), &demo, path, "").await).await.0, 401);
    assert!(alice.me(&demo).await.is_some());
}

#[rocket::async_test]
async fn a_page_of_another_site_changes_nothing_of_an_account() {
    let demo = Demo::start().await;
    let mut alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    step_up(&mut alice, &demo).await;
    let end = sign_ins(&alice, &demo).await.remove(0).1.unwrap();
    for path in [end.as_str(), "/sign-out-everywhere", "/sign-out", "/recovery-address"] {
        for page in [Some("https://evil.example"), Some("null"), None] {
            let mut request =
                demo.client.post(path.to_owned()).header(ContentType::Form).header(Accept::JSON);
            if let Some(page) = page {
                request = request.header(Header::new("Origin", page));
            }
            let answer = alice.send(request.body("email=mallory@evil.example")).await;
            assert_eq!(refusal(answer).await, refused(403, "cross_site_request"), "{path} {page:?}");
        }
    }
    let page = alice.me(&demo).await.unwrap();
    assert!(!page.contains("mallory"));
}

#[rocket::async_test]
async fn signing_out_everywhere_ends_every_browser() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let phone = at_another_browser(&alice, &demo).await;
    let answer = form(&phone, &demo, "/sign-out-everywhere".to_owned(), "").await;
    assert_eq!((answer.status(), answer.headers().get_one("Location")), (Status::SeeOther, Some("/")));
    assert!(phone.cookies.borrow().is_empty());
    for browser in [&alice, &phone] {
        assert_eq!(browser.me(&demo).await, None);
    }
    let later = at_another_browser(&alice, &demo).await;
    assert_eq!(states(&later, &demo).await, ["current", "ended", "ended"]);
}

#[rocket::async_test]
async fn the_list_is_right_however_a_sign_in_ended() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    let made = alice.register(&demo, "alice").await;
    for ending in 0..3 {
        let other = at_another_browser(&alice, &demo).await;
        match ending {
            0 => drop(other.post(&demo, "/passkeys/sign-out", json!({})).await),
            1 => drop(other.sign_in(&demo, &alice.browser().sign_in().await.unwrap()).await),
            _ => assert!(states(&alice, &demo).await.contains(&"active".to_owned())),
        }
    }
    let seen = states(&alice, &demo).await;
    assert_eq!(seen.iter().filter(|state| *state == "active").count(), 2, "{seen:?}");
    assert_eq!(seen.iter().filter(|state| *state == "ended").count(), 2, "{seen:?}");

    // With a passkey go the sign-ins that it opened.
    let [first, _] = add_passkey(&alice, &demo).await;
    let gone = body(delete_passkey(&alice, &demo, &first).await).await;
    assert_eq!(gone["signedOut"], true);
    signed_in_ago(&alice, &demo, made["userId"].as_str().unwrap(), Duration::ZERO).await;
    assert!(states(&alice, &demo).await.iter().all(|state| state == "ended"));
}

#[rocket::async_test]
async fn a_user_who_signs_in_all_day_fills_no_disk() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let bob = Person::at(&demo);
    bob.register(&demo, "bob").await;
    let mut database = sqlx::SqliteConnection::connect(&demo.database()).await.unwrap();
    sqlx::query(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300)
         INSERT INTO passwordless_sign_ins (session_mark, user_id, generation, began_at, seen_at, expires_at)
         SELECT randomblob(16), user_id, '00000000000000000000000000000000-0', began_at - n, seen_at, expires_at
         FROM n, passwordless_sign_ins WHERE user_id = (SELECT user_id FROM users WHERE name = 'alice')",
    )
    .execute(&mut database)
    .await
    .unwrap();
    let token = alice.browser().sign_in().await.unwrap();
    assert_eq!(alice.sign_in(&demo, &token).await.status(), Status::Ok);
    let mut count = async |name: &str| -> i64 {
        let sql = "SELECT COUNT(*) FROM passwordless_sign_ins JOIN users USING (user_id) WHERE name = $1";
        sqlx::query_scalar(sql).bind(name.to_owned()).fetch_one(&mut database).await.unwrap()
    };
    assert_eq!((count("alice").await, count("bob").await), (100, 1));
    assert_eq!(states(&alice, &demo).await[..2], ["current", "ended"]);
}
