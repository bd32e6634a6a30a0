//! What load balancers ask.

use rocket::http::uri::{Authority, Host};
use rocket::http::{Accept, Status};
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::program::Program;
use crate::served::Served;

async fn status(served: &Served, uri: &str) -> Status {
    let answer = served.client.get(uri).header(Accept::JSON).dispatch().await;
    assert_eq!(answer.headers().get_one("Cache-Control"), Some("no-store"));
    answer.status()
}

/// The demo's own file, opened beside it.
async fn database(served: &Served) -> SqliteConnection {
    let mut files = std::fs::read_dir(served.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let is_users = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("users-") && name.ends_with(".sqlite")
    };
    SqliteConnectOptions::new().filename(files.find(is_users).unwrap()).connect().await.unwrap()
}

#[rocket::async_test]
async fn ready_means_that_the_database_works() {
    let served = Served::start(&[]).await;
    assert_eq!((status(&served, "/health").await, status(&served, "/ready").await), (Status::Ok, Status::Ok));
    let mut database = database(&served).await;
    sqlx::raw_sql("ALTER TABLE users RENAME TO gone").execute(&mut database).await.unwrap();
    let answer = served.client.get("/ready").header(Accept::JSON).dispatch().await;
    assert_eq!(answer.status(), Status::ServiceUnavailable);
    assert!(answer.headers().contains("Retry-After"));
    let problem: Value = answer.into_json().await.unwrap();
    assert_eq!(problem["code"], "not_ready");
    assert_eq!(status(&served, "/health").await, Status::Ok, "a restart would not help");
    sqlx::raw_sql("ALTER TABLE gone RENAME TO users").execute(&mut database).await.unwrap();
    assert_eq!(status(&served, "/ready").await, Status::Ok);
    database.close().await.unwrap();
}

#[rocket::async_test]
async fn nobody_is_sent_to_a_server_that_is_shutting_down() {
    let served = Served::start(&[]).await;
    assert_eq!(status(&served, "/ready").await, Status::Ok);
    served.client.rocket().shutdown().notify();
    assert_eq!(status(&served, "/ready").await, Status::ServiceUnavailable);
    assert_eq!(status(&served, "/health").await, Status::Ok);
}

#[rocket::async_test]
async fn a_probe_may_come_by_the_address() {
    let served = Served::start(&[]).await;
    for uri in ["/health", "/ready"] {
        let mut request = served.client.get(uri);
        request.inner_mut().set_host(Host::from(Authority::parse("127.0.0.1:4000").unwrap()));
        assert_eq!(request.dispatch().await.status(), Status::Ok);
    }
}

#[test]
fn probes_are_not_in_the_log_unless_asked_for() {
    let mut program = Program::start(&[]);
    for path in ["/health", "/ready", "/after"] {
        program.get(path, &[]);
    }
    let log = program.said_until("path=/after");
    assert!(!log.contains("path=/health") && !log.contains("path=/ready"), "{log}");
    let mut program = Program::start(&[("RUST_LOG", "demo=debug")]);
    program.get("/health", &[]);
    program.said_until("path=/health");
}
