//! Passkeys in each way, over real connections: what people do, and what attackers try.

#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

#[path = "../../../support/added.rs"]
mod added;
#[path = "../../../support/application.rs"]
mod application;
#[path = "../../../support/attackers.rs"]
mod attackers;
#[path = "../../../support/people.rs"]
mod people;
#[path = "../../../support/visitor.rs"]
mod visitor;

use std::sync::{Arc, Mutex};

use application::{Application, Routes, older_sessions_of_ours, store};
use cookie::{Cookie, CookieJar, Key};
use example_rocket_cookie::{Db, our_session, own_routes, own_session, passwordless, settings};
use passwordless::SessionKey;
use passwordless_emulator::Emulator;
use passwordless_rocket::PasswordlessFairing;
use rocket::{
    Build, Config, Rocket, Shutdown,
    config::LogLevel,
    fairing::AdHoc,
    figment::Figment,
    tokio::{self, sync::oneshot},
};
use serde_json::Value;
use visitor::{ORIGIN, Visitor};

/// Plays each of these in each way.
macro_rules! played {
    ($($play:ident),+ $(,)?) => {
        mod in_own_routes {
            $(#[rocket::async_test] async fn $play() { super::own_routes().await.$play().await; })+
        }
        mod in_own_session {
            $(#[rocket::async_test] async fn $play() { super::own_session().await.$play().await; })+
        }
        mod in_our_session {
            $(#[rocket::async_test] async fn $play() { super::our_session().await.$play().await; })+
        }
    };
}

played! {
    leads_a_whole_account,
    deletes_the_last_passkey,
    signs_out_once,
    has_no_dead_end,
    outlives_the_service,
    keeps_its_passkeys,
    tells_users_apart,
    takes_a_token_once,
    knows_its_passkeys,
    knows_its_own_pages,
}

/// Rocket's, which seals the application's cookies and the sessions of ours.
const SECRET: &[u8; 64] = b"a key of sixty-four bytes for tests, which nobody else may use.\n";

async fn own_routes() -> Application {
    launch(Routes::Own, own_routes::rocket).await
}

async fn own_session() -> Application {
    launch(Routes::Ours, own_session::rocket).await
}

async fn our_session() -> Application {
    let mut application = launch(Routes::Ours, our_session::rocket).await;
    application.ends_at_the_server = true;
    application.age = older_sessions_of_ours(&application.emulator, &application.store, &application.key);
    application
}

async fn launch(
    routes: Routes,
    rocket: impl FnOnce(Figment, Db, PasswordlessFairing) -> Rocket<Build>,
) -> Application {
    let config = Config { port: 0, log_level: LogLevel::Off, ..Config::debug_default() };
    let config = Figment::from(config).merge(("secret_key", SECRET.to_vec()));
    let (emulator, store, key) = (Emulator::start().unwrap(), store(), SessionKey::new(SECRET).unwrap());
    let passwordless = passwordless(&emulator, ORIGIN, Arc::clone(&store)).unwrap();
    let rocket = rocket(config, Db::open(":memory:").unwrap(), passwordless).attach(settings(&emulator));
    // It ends with the test's runtime.
    let (url, _) = serve(rocket).await;
    let age = Box::new(|visitor| Box::pin(async move { age(visitor) }) as _);
    Application { url, routes, emulator, store, key, ends_at_the_server: false, age }
}

/// Launches it, and says where it is.
async fn serve(rocket: Rocket<Build>) -> (String, Shutdown) {
    let (sender, started) = oneshot::channel();
    let sender = Mutex::new(Some(sender));
    let rocket = rocket.attach(AdHoc::on_liftoff("Started", move |rocket| {
        let sender = sender.lock().unwrap().take().unwrap();
        sender.send((rocket.config().port, rocket.shutdown())).ok().unwrap();
        Box::pin(async {})
    }));
    tokio::spawn(rocket.launch());
    let (port, shutdown) = started.await.unwrap();
    (format!("http://127.0.0.1:{port}"), shutdown)
}

/// What the cookie says was proved, it says was proved an hour before.
fn age(mut visitor: Visitor) -> Visitor {
    let key = Key::from(SECRET);
    let mut jar = CookieJar::new();
    jar.add_original(Cookie::parse_encoded(format!("proved={}", visitor.cookies["proved"])).unwrap());
    let proved = jar.private(&key).get("proved").unwrap();
    let mut proved: Value = serde_json::from_str(proved.value()).unwrap();
    let at = proved[2]["secs_since_epoch"].as_u64().unwrap();
    proved[2]["secs_since_epoch"] = (at - 60 * 60).into();
    jar.private_mut(&key).add(Cookie::new("proved", proved.to_string()));
    let sealed = jar.get("proved").unwrap().encoded().to_string();
    visitor.cookies.insert("proved".to_owned(), sealed.split_once('=').unwrap().1.to_owned());
    visitor
}

/// A cookie that says what another user proved says nothing of this one.
#[rocket::async_test]
async fn what_one_user_proved_does_not_count_for_another() {
    let application = own_session().await;
    application.newcomer("Pat").await;
    let mut stolen = application.an_hour_ago("Pat").await;
    let mallory = application.newcomer("Mallory").await;
    stolen.cookies.insert("proved".to_owned(), mallory.cookies["proved"].clone());
    assert_eq!(application.begin(&mut stolen).await.refusal(), (401, "sign_in_again".to_owned()));
}

#[rocket::async_test]
async fn another_site_logs_nobody_in_to_our_session() {
    our_session().await.takes_no_password_of_another_site().await;
}

#[test]
fn no_way_adds_more_rust_than_is_said() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (way, name, most) in [('1', "own_routes", 90), ('2', "own_session", 60), ('3', "our_session", 43)] {
        let count = added::count(&source, name);
        assert!(count <= most, "{name} adds {count} lines");
        assert_eq!(added::said(&source, way, 1), count, "the page says it");
    }
}
