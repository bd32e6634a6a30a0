//! What people did before there were passkeys, and can still do.

mod browser;

use axum::http::StatusCode;
use browser::{Browser, PAT};
use example_axum_login::migrate;
use sqlx::sqlite::SqlitePoolOptions;

#[tokio::test]
async fn a_newcomer_signs_up_and_is_logged_in() {
    let mut browser = Browser::new().await;
    assert_eq!(browser.post("/sign-up", PAT).await.status, StatusCode::SEE_OTHER);
    let account = browser.get("/account").await;
    assert!(account.text.contains("pat@example.com"), "{}", account.text);
}

#[tokio::test]
async fn nobody_signs_up_without_the_terms_or_with_a_short_password() {
    let mut browser = Browser::new().await;
    let untouched = PAT.replace("&terms=true", "");
    assert_eq!(browser.post("/sign-up", &untouched).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let short = PAT.replace("correct+horse+battery", "horse");
    assert_eq!(browser.post("/sign-up", &short).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.get("/account").await.location, "/login");
}

#[tokio::test]
async fn an_address_has_one_account_whatever_its_case() {
    let mut browser = Browser::new().await;
    browser.post("/sign-up", PAT).await;
    let again = PAT.replace("pat%40", "PAT%40");
    assert_eq!(browser.post("/sign-up", &again).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_password_opens_the_account_and_another_does_not() {
    let mut browser = Browser::new().await;
    browser.post("/sign-up", PAT).await;
    browser.post("/logout", "").await;
    assert_eq!(browser.get("/account").await.location, "/login");

    let wrong = browser.post("/login", "email=pat%40example.com&password=correct+horse").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let nobody = browser.post("/login", "email=kim%40example.com&password=correct+horse+battery").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);

    let right = browser.post("/login", "email=pat%40example.com&password=correct+horse+battery").await;
    assert_eq!(right.location, "/account");
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_closed_account_is_gone() {
    let mut browser = Browser::new().await;
    browser.post("/sign-up", PAT).await;
    assert_eq!(browser.post("/account/close", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.post("/account/close", "sure=true").await.location, "/");
    let login = browser.post("/login", "email=pat%40example.com&password=correct+horse+battery").await;
    assert_eq!(login.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn names_are_shown_as_text() {
    let mut browser = Browser::new().await;
    browser.post("/sign-up", &PAT.replace("name=Pat", "name=%3Cscript%3E")).await;
    let home = browser.get("/").await;
    assert!(home.text.contains("&lt;script&gt;"), "{}", home.text);
}

/// Who has an account keeps it, with its number; the service will know it by a random id.
#[tokio::test]
async fn accounts_of_before_there_were_passkeys_stay() {
    let db = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let migrations = sqlx::migrate!();
    migrations.run_to(1, &db).await.unwrap();
    let insert = "INSERT INTO users (id, email, name, password_hash, terms_accepted_at) \
                  VALUES (7, 'pat@example.com', 'Pat', '', 0), (9, 'kim@example.com', 'Kim', '', 0)";
    sqlx::query(insert).execute(&db).await.unwrap();
    migrate(&db).await.unwrap();
    let users =
        "SELECT id, length(passkey_user), count(*) OVER () FROM users GROUP BY passkey_user ORDER BY id";
    let users: Vec<(i64, i64, i64)> = sqlx::query_as(users).fetch_all(&db).await.unwrap();
    assert_eq!(users, [(7, 32, 2), (9, 32, 2)]);
}
