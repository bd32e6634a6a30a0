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

use std::sync::Arc;

use application::{Application, Routes, older_sessions_of_ours, store};
use axum::Router;
use example_axum_login::{migrate, our_session, own_routes, own_session, passwordless, settings};
use passwordless::SessionKey;
use passwordless_emulator::Emulator;
use passwordless_tower::PasswordlessBuilder;
use sqlx::{SqlitePool, sqlite::SqlitePoolOptions};
use visitor::{ORIGIN, Visitor};

/// Plays each of these in each way.
macro_rules! played {
    ($($play:ident),+ $(,)?) => {
        mod in_own_routes {
            $(#[tokio::test] async fn $play() { super::own_routes().await.$play().await; })+
        }
        mod in_own_session {
            $(#[tokio::test] async fn $play() { super::own_session().await.$play().await; })+
        }
        mod in_our_session {
            $(#[tokio::test] async fn $play() { super::our_session().await.$play().await; })+
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

async fn own_routes() -> Application {
    serve(Routes::Own, |db, passwordless, _| own_routes::app(db, passwordless, false).unwrap()).await
}

async fn own_session() -> Application {
    serve(Routes::Ours, |db, passwordless, _| own_session::app(db, passwordless, false).unwrap()).await
}

async fn our_session() -> Application {
    let app =
        |db, passwordless: PasswordlessBuilder, key| our_session::app(db, passwordless.key(key)).unwrap();
    let mut application = serve(Routes::Ours, app).await;
    application.age = older_sessions_of_ours(&application.emulator, &application.store, &application.key);
    application
}

async fn serve(
    routes: Routes,
    app: impl FnOnce(SqlitePool, PasswordlessBuilder, SessionKey) -> Router,
) -> Application {
    // Each connection to `:memory:` has a database of its own, so there is one.
    let db = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    migrate(&db).await.unwrap();
    let (emulator, store, key) = (Emulator::start().unwrap(), store(), SessionKey::generate().unwrap());
    let passwordless = passwordless(&emulator, ORIGIN, Arc::clone(&store)).unwrap();
    let app = app(db.clone(), passwordless, key.clone()).merge(settings(&emulator));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let age = Box::new(move |visitor| {
        let db = db.clone();
        Box::pin(async move { age(&db, visitor).await }) as _
    });
    Application { url, routes, emulator, store, key, ends_at_the_server: true, age }
}

/// What the sessions say was proved, they say was proved an hour before.
async fn age(db: &SqlitePool, visitor: Visitor) -> Visitor {
    let id = &visitor.cookies["id"];
    let update = sqlx::query(
        "UPDATE sessions SET data = json_replace(data, '$.data.proved[1].secs_since_epoch', unixepoch() - 3600) \
         WHERE id = ? AND json_extract(data, '$.data.proved[1].secs_since_epoch') IS NOT NULL",
    );
    let updated = update.bind(id).execute(db).await.unwrap();
    assert_eq!(updated.rows_affected(), 1, "the session says what was proved");
    visitor
}

#[tokio::test]
async fn another_site_logs_nobody_in_to_our_session() {
    our_session().await.takes_no_password_of_another_site().await;
}

#[test]
fn no_way_adds_more_rust_than_is_said() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (way, name, most) in [('1', "own_routes", 90), ('2', "own_session", 60), ('3', "our_session", 55)] {
        let count = added::count(&source, name);
        assert!(count <= most, "{name} adds {count} lines");
        assert_eq!(added::said(&source, way, 0), count, "the page says it");
    }
}
