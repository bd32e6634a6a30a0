//! The demo's pages in browsers that do not behave.

use std::{fs, path::Path};

use serde_json::{Value, json};
use stories::{Error, Page};

use crate::{
    admin::administrator,
    stage::{Stage, play_with},
    visitor::Visitor,
};

/// One of each kind of those in `stories/hostile/browsers.js`; the script itself is tried in all of them.
const BROWSERS: [&str; 20] = [
    "gives null",
    "never answers",
    "throws at once",
    "throws what cannot be read",
    "refuses at once",
    "has looked and found none",
    "NotReadableError",
    "ConstraintError",
    "SecurityError",
    "AbortError",
    "InvalidStateError",
    "answers with an empty object",
    "answers with a number",
    "has no younger functions",
    "has no passkeys",
    "is cut off",
    "is never answered",
    "is answered with a page",
    "is asked to log in",
    "is refused by an object of others",
];

/// Those of them in which no server is heard.
const WITHOUT_SERVER: [&str; 5] = [
    "is cut off",
    "is never answered",
    "is answered with a page",
    "is asked to log in",
    "is refused by an object of others",
];

/// The browser that the window's name says, from the start of each page. On the administrator's pages some minutes have
/// gone by, so that a passkey is asked for.
const BECOME: &str = "
    if (location.pathname.startsWith('/admin')) {
        const now = performance.now.bind(performance);
        performance.now = () => now() + 3_600_000;
    }
    if (hostile.names.includes(window.name)) hostile.become(window.name);";

/// An hour goes by.
const LATER: &str =
    "{ const now = performance.now.bind(performance); performance.now = () => now() + 3_600_000; }";

/// How the page stands: what it says, where it is, and what cannot be pressed.
const STATE: &str = "(line => line && {
    state: line.dataset.state, code: line.dataset.code, words: line.textContent, url: location.href,
    still: document.querySelectorAll('main button:disabled').length,
})(document.querySelector('#status'))";

async fn prepare(visitor: &Visitor) -> Result<(), Error> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile/browsers.js");
    let script = fs::read_to_string(&script).unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    visitor.page.run_first(&(script + BECOME)).await?;
    // What is refused or cut on purpose, Chromium logs.
    for logged in ["Failed to load resource", "status of", "net::ERR"] {
        visitor.page.logbook().expect(logged);
    }
    Ok(())
}

/// Opens a page of the demo in this browser.
async fn open(page: &Page, stage: &Stage, browser: &str, path: &str) -> Result<(), Error> {
    page.eval(&format!("window.name = {}", json!(browser))).await?;
    page.goto(&stage.demo.at(path)).await?;
    page.wait_for("document.readyState === 'complete' && document.querySelector('#status')").await?;
    Ok(())
}

/// Waits until nothing is busy, and cancels where the browser does not come back.
async fn settled(page: &Page, browser: &str) -> Result<Value, Error> {
    // Whoever gets no answer has a way out.
    let is_patient = !["never answers", "is never answered"].contains(&browser);
    let settled = format!(
        "(now => now?.words && now.state !== 'busy' && !now.still ? now
            : {is_patient} ? null : void document.querySelector('#cancel')?.click())({STATE})"
    );
    page.wait_for(&settled).await
}

/// Presses a button. The page then says something that a person can read, and waits for them.
async fn press(page: &Page, browser: &str, fields: &[(&str, &str)], button: &str) -> Result<(), Error> {
    for (field, text) in fields {
        page.eval(&format!("document.querySelector('{field}').value = {}", json!(text))).await?;
    }
    page.eval("document.querySelector('#status').textContent = ''").await?;
    page.click(button).await?;
    let now = settled(page, browser).await?;
    let words = now["words"].as_str().unwrap_or_default();
    let told = format!("{button} in a browser that {browser}: {now}");
    assert!(words.len() > 10 && now["code"] != "page", "{told}");
    assert!(!words.contains("Error") && !words.contains("undefined"), "{told}");
    assert!(now["url"].as_str().is_some_and(|url| !url.contains("verify_")), "{told}");
    Ok(())
}

/// Whether nobody is told of what they did not ask for: at most that a server cannot be reached.
async fn nothing_is_said(page: &Page, browser: &str) -> Result<(), Error> {
    let now = page.wait_for(&format!("(now => now?.state !== 'busy' && now)({STATE})")).await?;
    let of_network =
        ["unreachable", "service_failed", "server_unreachable", "server_failed", "wrong_address", "refused"];
    let code = now["code"].as_str().unwrap_or_default();
    assert!(now["state"] != "error" || of_network.contains(&code), "a browser that {browser}: {now}");
    Ok(())
}

/// The buttons that delete, in a page that is there already: those browsers only in which it cannot come about.
async fn press_what_deletes(page: &Page, stage: &Stage, browser: &str) -> Result<(), Error> {
    open(page, stage, "", "/me").await?;
    page.wait_for("document.querySelector('#passkeys [data-id]')").await?;
    page.eval(
        "document.querySelectorAll('details').forEach(one => { one.hidden = false; one.open = true; })",
    )
    .await?;
    page.eval(&format!("hostile.become({})", json!(browser))).await?;
    // The server keeps the last passkey.
    press(page, browser, &[], "#passkeys .delete").await?;
    if WITHOUT_SERVER.contains(&browser) {
        press(page, browser, &[], "#leave-button").await?;
    }
    recover(page).await
}

/// Where a link leads: to confirm an address, and to make a passkey.
async fn press_what_links_lead_to(page: &Page, stage: &Stage, browser: &str) -> Result<(), Error> {
    open(page, stage, "", "/recovery-address#verify_AAAA").await?;
    page.wait_for("document.querySelector('#confirm')?.checkVisibility()").await?;
    page.eval(&format!("hostile.become({})", json!(browser))).await?;
    press(page, browser, &[], "#confirm-address").await?;
    recover(page).await
}

async fn recover(page: &Page) -> Result<(), Error> {
    page.eval("window.name = ''; hostile.recover()").await.map(drop)
}

#[tokio::test]
async fn every_page_says_a_sentence_and_goes_on() -> Result<(), Error> {
    play_with(&[("RATE_LIMIT", "0")], async |stage| {
        let alice = stage.visitor().await?;
        prepare(&alice).await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        let page = &alice.page;
        for browser in BROWSERS {
            open(page, stage, browser, "/").await?;
            nothing_is_said(page, browser).await?;
            if browser == "has no passkeys" {
                page.wait_for("document.querySelector('#no-passkeys')").await?;
                assert_eq!(page.eval("document.querySelector('#register').checkVisibility()").await?, false);
            } else if browser != "has no younger functions" {
                press(page, browser, &[("#register-name", "bob")], "#register").await?;
                press(page, browser, &[], "#signin-passkey").await?;
                press(page, browser, &[("#signin-name", "alice")], "#signin-by-name").await?;
            }
            recover(page).await?;
            page.eval(
                "document.querySelectorAll('.needs-passkeys').forEach(part => { part.hidden = false; })",
            )
            .await?;
            alice.authenticator.set_present(true).await?;
            page.click("#signin-passkey").await?;
            page.wait_for("location.pathname === '/me' && document.readyState === 'complete'").await?;

            open(page, stage, browser, "/me").await?;
            if browser != "has no passkeys" {
                press(page, browser, &[("#nickname", "another")], "#add").await?;
            }
            if browser != "has no younger functions" {
                press(page, browser, &[("#email", "alice@example.com")], "#save-address").await?;
            }
            recover(page).await?;
            page.eval("document.querySelector('#add-form').hidden = false").await?;
            press(page, "behaves", &[("#nickname", "another")], "#add").await?;
            assert_eq!(
                page.eval("document.querySelector('#status').dataset.code").await?,
                "already_registered"
            );
            // A list that never came is given up in its time.
            if browser != "is never answered" {
                let listed = "document.querySelectorAll('#passkeys [data-id]').length === 1
                    || document.querySelector('#passkeys button')?.click()";
                page.wait_for(listed).await?;
            }
            press(page, "behaves", &[("#email", "alice@example.com")], "#save-address").await?;
            press_what_deletes(page, stage, browser).await?;
            press_what_links_lead_to(page, stage, browser).await?;
            open(page, stage, "", "/me").await?;
            alice.authenticator.set_present(false).await?;
            alice.sign_out().await?;

            open(page, stage, browser, "/recover").await?;
            press(page, browser, &[("#email", "alice@example.com")], "#ask-for-link").await?;
            open(page, stage, browser, "/recover#verify_AAAA.BBBB.").await?;
            settled(page, browser).await?;
            assert!(!page.url().await?.contains("verify_"), "{browser}");
            page.eval("document.querySelector('#create').hidden = false").await?;
            press(page, browser, &[("#create #nickname", "new")], "#create-passkey").await?;
            recover(page).await?;
            press(page, "behaves", &[("#email", "alice@example.com")], "#ask-for-link").await?;
        }
        assert_eq!(alice.authenticator.passkeys().await?.len(), 1, "nothing was left on the device");
        assert_eq!(stage.service(&alice).await?.users().await?.len(), 1, "nor at the service");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_administrators_pages_say_a_sentence_and_go_on() -> Result<(), Error> {
    play_with(&[("RATE_LIMIT", "0")], async |stage| {
        let root = administrator(stage).await?;
        prepare(&root).await?;
        for browser in BROWSERS.into_iter().filter(|browser| *browser != "has no younger functions") {
            open(&root.page, stage, browser, "/admin").await?;
            press(&root.page, browser, &[("#name", "zoe")], "#create-button").await?;
            recover(&root.page).await?;
        }
        root.authenticator.set_present(true).await?;
        root.page.type_into("#email", "zoe@example.com").await?;
        root.page.click("#create-button").await?;
        root.page
            .wait_for("location.pathname.startsWith('/admin/users/') && document.readyState === 'complete'")
            .await?;
        let user = root.page.eval("location.pathname").await?;
        let user = user.as_str().unwrap_or_default();
        for browser in BROWSERS.into_iter().filter(|browser| *browser != "has no younger functions") {
            open(&root.page, stage, browser, user).await?;
            root.page.eval(LATER).await?;
            press(&root.page, browser, &[("#name", "zara")], "#rename-button").await?;
            press(&root.page, browser, &[], "#send-link").await?;
            root.page.click("#delete-ask").await?;
            press(&root.page, browser, &[], "#delete-button").await?;
            recover(&root.page).await?;
        }
        assert_eq!(
            root.page.eval("document.querySelector('#name').value").await?,
            "zara",
            "typed, and not sent"
        );
        root.page.reload().await?;
        assert_eq!(root.page.eval("document.querySelector('#name').value").await?, "zoe");
        Ok(())
    })
    .await
}
