//! What the program says when Postgres does not let it in: what to look at, and never the password.

use rocket::tokio;
use sqlx::Connection;

use crate::postgres::{Postgres, connect};
use crate::program::{free_port, refusal};

const PASSWORD: &str = "open-sesame-4711";

fn said(url: &str) -> String {
    let log = refusal(&[("DATABASE_URL", url)]);
    assert!(!log.contains(PASSWORD), "{log}");
    assert!(log.contains("DATABASE_URL"), "{log}");
    log
}

#[test]
fn a_server_that_is_down_is_named() {
    let port = free_port();
    let log = said(&format!("postgres://demo:{PASSWORD}@127.0.0.1:{port}/demo"));
    assert!(log.contains(&format!("does not answer at 127.0.0.1:{port}")), "{log}");
    let log = said(&format!("postgres://demo:{PASSWORD}@%2Fnowhere/demo"));
    assert!(log.contains("does not answer at /nowhere"), "{log}");
}

#[test]
fn a_connection_that_others_could_read_is_warned_of() {
    // Not loopback by its looks, and still this machine.
    let elsewhere = format!("postgres://demo:{PASSWORD}@0.0.0.0:{}/demo", free_port());
    assert!(said(&elsewhere).contains("Add sslmode=verify-full"));
    assert!(said(&format!("{elsewhere}?sslmode=require")).contains("Add sslmode=verify-full"));
    assert!(!said(&format!("{elsewhere}?sslmode=verify-full")).contains("Add sslmode"));
    let here = elsewhere.replace("0.0.0.0", "127.0.0.1");
    assert!(!said(&here).contains("Add sslmode"));
}

#[test]
fn an_address_that_is_none_is_refused() {
    for url in [
        format!("mysql://demo:{PASSWORD}@localhost/demo"),
        format!("demo:{PASSWORD}@localhost/demo"),
        format!("postgres://demo:{PASSWORD}@localhost:port/demo"),
        format!("postgres://demo:{PASSWORD}@localhost/demo?sslmode=perhaps"),
        format!("postgres://demo:{PASSWORD}@localhost/demo?port=many"),
    ] {
        said(&url);
    }
}

#[tokio::test]
async fn what_the_server_refuses_has_a_sentence_each() {
    let server = Postgres::shared();
    let url = server.database().await;
    let mut connection = connect(&url).await;
    // The server asks this user for the password.
    let create = format!("CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}-right'");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let log = said(&url.replacen("postgres@", &format!("guarded:{PASSWORD}@"), 1));
    assert!(log.contains("does not let the user guarded in"), "{log}");
    let log = said(&format!("{}_gone", url));
    assert!(log.contains("has no database test_") && log.contains("createdb"), "{log}");
    let log = said(&format!("{url}?sslmode=verify-full"));
    assert!(log.contains("no TLS") && log.contains("sslmode"), "{log}");
}
