//! The examples of applications that had passwords before, in real Chromium: the same story for each framework and each
//! way.

#![allow(clippy::expect_used, reason = "a test may expect")]

mod served;

use stories::{Chromium, Error, Page};

use crate::served::Served;

/// Whose session the application is over.
enum Session {
    Own,
    Ours,
}

/// Waits until the page at this path can be used.
async fn arrived(page: &Page, path: &str) -> Result<(), Error> {
    let condition = format!("location.pathname === '{path}' && document.readyState === 'complete'");
    page.wait_for(&condition).await.map(drop)
}

/// Somebody signs up with a password, adds a passkey, deletes it and adds another, signs in by it, and closes the account
/// by it.
async fn a_password_user_is_given_passkeys(application: Served, over: Session) -> Result<(), Error> {
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let device = page.authenticator().await?;
    page.goto(&format!("{}/sign-up", application.url)).await?;
    page.type_into("[name=name]", "Pat").await?;
    page.type_into("[name=email]", "pat@example.com").await?;
    page.type_into("[name=password]", "correct horse battery").await?;
    page.click("[name=terms]").await?;
    page.click("form button").await?;
    arrived(&page, "/account").await?;

    device.set_present(true).await?;
    let has = async |count: usize| {
        page.wait_for(&format!("document.querySelectorAll('#passkeys button').length === {count}")).await
    };
    page.click("#add").await?;
    has(1).await?;
    page.click("[action='/logout'] button").await?;
    arrived(&page, "/").await?;

    // The page offers the passkey in the autofill, too, and this device would answer at once.
    device.set_present(false).await?;
    page.goto(&format!("{}/login", application.url)).await?;
    device.set_present(true).await?;
    page.click("#passkey").await?;
    arrived(&page, "/account").await?;
    assert!(page.text("dl").await?.contains("pat@example.com"));
    has(1).await?;
    device.set_present(false).await?;
    page.click("#passkeys button").await?;
    match over {
        Session::Own => {
            has(0).await?;
        }
        // It ends with the passkey that opened it, and the password opens another.
        Session::Ours => {
            arrived(&page, "/login").await?;
            page.type_into("[name=email]", "pat@example.com").await?;
            page.type_into("[name=password]", "correct horse battery").await?;
            page.click("form button").await?;
            arrived(&page, "/account").await?;
        }
    }
    device.set_present(true).await?;
    page.click("#add").await?;
    has(1).await?;

    page.click("[name=sure]").await?;
    page.click("#close button").await?;
    arrived(&page, "/").await?;
    assert!(page.text("main, body").await?.contains("sign up"));
    let used: u64 = device.passkeys().await?.iter().map(|passkey| passkey.sign_count).sum();
    assert_eq!(used, 2, "the second was made, and confirmed the end");
    chromium.close().await
}

#[tokio::test]
async fn axum_over_its_own_session() -> Result<(), Error> {
    a_password_user_is_given_passkeys(served::axum_own_session().await, Session::Own).await
}

#[tokio::test]
async fn rocket_over_its_own_session() -> Result<(), Error> {
    a_password_user_is_given_passkeys(served::rocket_own_session().await, Session::Own).await
}

#[tokio::test]
async fn axum_by_its_own_routes() -> Result<(), Error> {
    a_password_user_is_given_passkeys(served::axum_own_routes().await, Session::Own).await
}

#[tokio::test]
async fn axum_by_a_session_of_ours() -> Result<(), Error> {
    a_password_user_is_given_passkeys(served::axum_our_session().await, Session::Ours).await
}

#[tokio::test]
async fn rocket_by_its_own_routes() -> Result<(), Error> {
    a_password_user_is_given_passkeys(served::rocket_own_routes().await, Session::Own).await
}

#[tokio::test]
async fn rocket_by_a_session_of_ours() -> Result<(), Error> {
    a_password_user_is_given_passkeys(served::rocket_our_session().await, Session::Ours).await
}

/// No list comes until somebody says so.
const NO_LIST: &str = "{
    const real = fetch;
    globalThis.fetch = (to, options) =>
        /passkeys$/.test(to) && !globalThis.isHeard ? Promise.reject(new TypeError('no')) : real(to, options);
}";

/// The list does not come, and a button is clicked twice.
async fn a_page_without_its_list_goes_on(application: Served) -> Result<(), Error> {
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.authenticator().await?.set_present(true).await?;
    page.run_first(NO_LIST).await?;
    page.goto(&format!("{}/sign-up", application.url)).await?;
    page.type_into("[name=name]", "Pat").await?;
    page.type_into("[name=email]", "pat@example.com").await?;
    page.type_into("[name=password]", "correct horse battery").await?;
    page.click("[name=terms]").await?;
    page.click("form button").await?;
    arrived(&page, "/account").await?;
    let error = "document.querySelector('.error').textContent";
    let said = page.wait_for(error).await?;
    assert!(said.as_str().is_some_and(|words| words.contains("cannot be reached")), "{said}");
    page.eval("globalThis.isHeard = true").await?;
    page.click("#add").await?;
    page.wait_for("document.querySelectorAll('#passkeys button').length === 1").await?;
    assert_eq!(page.eval(error).await?, "");
    page.eval(
        "{ const button = document.querySelector('#passkeys button'); button.click(); button.click(); }",
    )
    .await?;
    page.wait_for("document.querySelectorAll('#passkeys button').length === 0").await?;
    assert_eq!(page.eval(error).await?, "");
    chromium.close().await
}

#[tokio::test]
async fn a_page_over_our_routes_goes_on_without_its_list() -> Result<(), Error> {
    a_page_without_its_list_goes_on(served::axum_own_session().await).await
}

#[tokio::test]
async fn a_page_over_its_own_routes_goes_on_without_its_list() -> Result<(), Error> {
    a_page_without_its_list_goes_on(served::rocket_own_routes().await).await
}
