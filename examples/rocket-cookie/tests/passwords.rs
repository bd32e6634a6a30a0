//! What people did before there were passkeys, and can still do.

mod browser;

use browser::{Browser, PAT};
use example_rocket_cookie::Db;
use rocket::http::Status;
use rusqlite::Connection;

#[rocket::async_test]
async fn a_newcomer_signs_up_and_is_logged_in() {
    let browser = Browser::new().await;
    assert_eq!(browser.post("/sign-up", PAT).await.status, Status::SeeOther);
    let account = browser.get("/account").await;
    assert!(account.text.contains("pat@example.com"), "{}", account.text);
}

#[rocket::async_test]
async fn nobody_signs_up_without_the_terms_or_with_a_short_password() {
    let browser = Browser::new().await;
    let untouched = PAT.replace("&terms=true", "");
    assert_eq!(browser.post("/sign-up", &untouched).await.status, Status::UnprocessableEntity);
    let short = PAT.replace("correct+horse+battery", "horse");
    assert_eq!(browser.post("/sign-up", &short).await.status, Status::UnprocessableEntity);
    assert_eq!(browser.get("/account").await.location, "/login");
}

#[rocket::async_test]
async fn an_address_has_one_account_whatever_its_case() {
    let browser = Browser::new().await;
    browser.post("/sign-up", PAT).await;
    let again = PAT.replace("pat%40", "PAT%40");
    assert_eq!(browser.post("/sign-up", &again).await.status, Status::Conflict);
}

#[rocket::async_test]
async fn the_password_opens_the_account_and_another_does_not() {
    let browser = Browser::new().await;
    browser.post("/sign-up", PAT).await;
    browser.post("/logout", "").await;
    assert_eq!(browser.get("/account").await.location, "/login");

    let wrong = browser.post("/login", "email=pat%40example.com&password=correct+horse").await;
    assert_eq!(wrong.status, Status::Unauthorized);
    let nobody = browser.post("/login", "email=kim%40example.com&password=correct+horse+battery").await;
    assert_eq!(nobody.status, Status::Unauthorized);

    let right = browser.post("/login", "email=pat%40example.com&password=correct+horse+battery").await;
    assert_eq!(right.location, "/account");
    assert_eq!(browser.get("/account").await.status, Status::Ok);
}

#[rocket::async_test]
async fn a_closed_account_is_gone() {
    let browser = Browser::new().await;
    browser.post("/sign-up", PAT).await;
    assert_eq!(browser.post("/account/close", "").await.status, Status::UnprocessableEntity);
    assert_eq!(browser.post("/account/close", "sure=true").await.location, "/");
    let login = browser.post("/login", "email=pat%40example.com&password=correct+horse+battery").await;
    assert_eq!(login.status, Status::Unauthorized);
}

#[rocket::async_test]
async fn names_are_shown_as_text() {
    let browser = Browser::new().await;
    browser.post("/sign-up", &PAT.replace("name=Pat", "name=%3Cscript%3E")).await;
    let home = browser.get("/").await;
    assert!(home.text.contains("&lt;script&gt;"), "{}", home.text);
}

/// Who has an account keeps it, with its number; the service will know it by a random id.
#[test]
fn accounts_of_before_there_were_passkeys_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.sqlite");
    let before = Connection::open(&file).unwrap();
    before.execute_batch(include_str!("../migrations/1_accounts.sql")).unwrap();
    before
        .execute_batch(
            "PRAGMA user_version = 1; INSERT INTO users (id, email, name, password_hash, terms_accepted_at) \
             VALUES (7, 'pat@example.com', 'Pat', '', 0), (9, 'kim@example.com', 'Kim', '', 0)",
        )
        .unwrap();
    Db::open(&file).unwrap();
    let users =
        "SELECT id, length(passkey_user), count(*) OVER () FROM users GROUP BY passkey_user ORDER BY id";
    let mut select = before.prepare(users).unwrap();
    let users = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    assert_eq!(users.collect::<Result<Vec<(i64, i64, i64)>, _>>().unwrap(), [(7, 32, 2), (9, 32, 2)]);
}
