//! Somebody lost their passkeys, and comes back by a link that was sent to them.

use stories::Error;

use crate::{
    stage::{Stage, play},
    visitor::Visitor,
};

/// Registers, and says where to send a link. The page asks for the passkey once more by itself.
async fn wanting_address(stage: &Stage, address: &str) -> Result<Visitor, Error> {
    let alice = stage.visitor().await?;
    alice.register("alice").await?;
    // The server wants a step-up, which the page then asks for.
    alice.page.logbook().expect("401");
    alice.page.type_into("#email", address).await?;
    alice.authenticator.set_present(true).await?;
    alice.page.click("#save-address").await?;
    alice.page.wait_for("document.querySelector('#status').dataset.state === 'done'").await?;
    alice.authenticator.set_present(false).await?;
    Ok(alice)
}

/// The same, and has read the mail that confirms the address.
async fn with_address(stage: &Stage, address: &str) -> Result<Visitor, Error> {
    let alice = wanting_address(stage, address).await?;
    open_mail(&alice, &alice, "/recovery-address#").await?;
    alice.page.wait_for("document.querySelector('#confirm')?.checkVisibility()").await?;
    assert_eq!(
        alice.page.url().await?,
        stage.demo.at("/recovery-address"),
        "no token stays where others look"
    );
    assert_eq!(alice.page.text("#pending").await?, address.to_lowercase());
    assert!(
        alice.page.text("#confirm").await?.contains("If alice loses every passkey"),
        "the account is named"
    );
    assert_eq!(alice.page.focused().await?, "confirm-title");
    alice.page.click("#confirm-address").await?;
    alice.page.wait_for("location.pathname === '/me' && document.readyState === 'complete'").await?;
    assert!(alice.page.text("#status").await?.starts_with("The address is confirmed."));
    Ok(alice)
}

/// Asks for a link on the page that the first one leads to, and returns the page's answer.
async fn ask(visitor: &Visitor, address: &str) -> Result<String, Error> {
    visitor.page.click("#lost").await?;
    visitor.page.wait_for("location.pathname === '/recover' && document.readyState === 'complete'").await?;
    visitor.page.type_into("#email", address).await?;
    visitor.page.click("#ask-for-link").await?;
    visitor.page.wait_for("document.querySelector('#status').dataset.state === 'done'").await?;
    visitor.page.text("#status").await
}

/// Follows the page's hint to the emulator's outbox, in another tab so to speak, and the link there.
async fn open_mail(visitor: &Visitor, reader: &Visitor, page: &str) -> Result<(), Error> {
    let outbox = visitor.page.eval("document.querySelector('#outbox a').href").await?;
    reader.page.goto(outbox.as_str().unwrap_or_default()).await?;
    let link =
        format!("[...document.querySelectorAll('#outbox a')].find(a => a.href.includes('{page}verify_'))");
    reader.page.wait_for(&format!("{link}?.href")).await?;
    // Its text may be longer than a line, and its middle beside it.
    reader.page.eval(&format!("{link}.focus()")).await?;
    reader.page.press("Enter").await
}

/// Makes a new passkey where the link led, and signs in with it.
async fn make_and_sign_in(visitor: &Visitor) -> Result<(), Error> {
    visitor.page.type_into("#create #nickname", "New phone").await?;
    visitor.authenticator.set_present(true).await?;
    visitor.page.click("#create-passkey").await?;
    visitor.page.wait_for("document.querySelector('#enter').checkVisibility()").await?;
    assert_eq!(visitor.page.focused().await?, "enter-title");
    visitor.sign_in().await?;
    assert_eq!(visitor.greeted().await?, "alice");
    visitor.page.wait_for("document.querySelectorAll('#passkeys [data-id]').length === 2").await?;
    assert!(visitor.page.text("#passkeys").await?.contains("New phone"));
    Ok(())
}

#[tokio::test]
async fn a_lost_passkey_is_replaced_by_way_of_a_mail() -> Result<(), Error> {
    play(async |stage| {
        with_address(stage, "Alice@Example.com").await?;
        let lost = stage.visitor().await?;
        let said = ask(&lost, "nobody@example.com").await?;
        lost.open(&stage.demo.at("/")).await?;
        assert_eq!(ask(&lost, "alice@example.com").await?, said, "whoever's address it is");
        open_mail(&lost, &lost, "/recover#").await?;
        lost.page.wait_for("document.querySelector('#create')?.checkVisibility()").await?;
        let url = lost.page.url().await?;
        assert_eq!(url, stage.demo.at("/recover"), "no token stays where others look");
        assert_eq!(lost.page.focused().await?, "create-title");
        assert_eq!(
            lost.page.text("#account").await?,
            "alice",
            "the account is named before a passkey is made"
        );
        assert!(!lost.is_signed_in().await?);
        make_and_sign_in(&lost).await
    })
    .await
}

#[tokio::test]
async fn a_page_that_is_loaded_again_goes_on_where_it_was() -> Result<(), Error> {
    play(async |stage| {
        with_address(stage, "alice@example.com").await?;
        let lost = stage.visitor().await?;
        ask(&lost, "alice@example.com").await?;
        open_mail(&lost, &lost, "/recover#").await?;
        lost.page.wait_for("document.querySelector('#create')?.checkVisibility()").await?;
        lost.page.reload().await?;
        lost.page.wait_for("document.querySelector('#create')?.checkVisibility()").await?;
        assert_eq!(lost.page.eval("document.querySelector('#ask').checkVisibility()").await?, false);
        assert_eq!(lost.page.text("#account").await?, "alice");
        make_and_sign_in(&lost).await
    })
    .await
}

/// As in a mail program that opens links in a view of its own.
#[tokio::test]
async fn a_browser_without_passkeys_leaves_the_link_whole_and_says_where_it_works() -> Result<(), Error> {
    play(async |stage| {
        with_address(stage, "alice@example.com").await?;
        let lost = stage.visitor().await?;
        ask(&lost, "alice@example.com").await?;
        lost.page
            .run_first("try { if (sessionStorage.bare) delete globalThis.PublicKeyCredential } catch {}")
            .await?;
        lost.page.eval("sessionStorage.bare = 'yes'").await?;
        lost.page.logbook().expect("409");
        open_mail(&lost, &lost, "/recover#").await?;
        let outcome = lost.outcome().await?;
        assert_eq!(outcome.code, "other_browser_needed", "{outcome:?}");
        assert!(lost.page.text("#no-passkeys").await?.contains("another browser"));
        let link = lost.page.url().await?;
        assert!(link.contains("#verify_"), "what an app hands on is the link");

        lost.page.eval("sessionStorage.clear()").await?;
        lost.page.goto("about:blank").await?;
        lost.open(&link).await?;
        lost.page.wait_for("document.querySelector('#create')?.checkVisibility()").await?;
        make_and_sign_in(&lost).await
    })
    .await
}

#[tokio::test]
async fn an_address_is_not_used_before_its_mail_was_read_and_by_nobody_else() -> Result<(), Error> {
    play(async |stage| {
        let alice = wanting_address(stage, "bob@example.com").await?;
        alice.page.reload().await?;
        assert!(alice.page.text("#pending").await?.contains("bob@example.com"));
        assert_eq!(alice.page.eval("document.querySelector('#email').value").await?, "");
        // Bob reads the mail, and is not signed in. His page says so, and keeps the link until he is.
        let bob = stage.visitor().await?;
        open_mail(&alice, &bob, "/recovery-address#").await?;
        bob.arrive("/").await?;
        assert_eq!(bob.page.url().await?, stage.demo.at("/?next=/recovery-address"));
        bob.page.type_into("#register-name", "bob").await?;
        bob.authenticator.set_present(true).await?;
        bob.page.click("#register").await?;
        bob.page
            .wait_for("location.pathname === '/recovery-address' && document.readyState === 'complete'")
            .await?;
        bob.authenticator.set_present(false).await?;
        let outcome = bob.outcome().await?;
        assert_eq!(outcome.code, "invalid_link", "the link is Alice's: {outcome:?}");
        assert_eq!(bob.page.url().await?, stage.demo.at("/recovery-address"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_link_in_another_browser_is_confirmed_first() -> Result<(), Error> {
    play(async |stage| {
        with_address(stage, "alice@example.com").await?;
        let (asker, lost) = (stage.visitor().await?, stage.visitor().await?);
        ask(&asker, "alice@example.com").await?;
        lost.page.logbook().expect("409");
        open_mail(&asker, &lost, "/recover#").await?;
        lost.page.wait_for("document.querySelector('#confirm')?.checkVisibility()").await?;
        assert_eq!(lost.page.text("#whose").await?, "alice");
        assert_eq!(lost.page.focused().await?, "confirm-title");
        lost.page.click("#confirm-link").await?;
        lost.page.wait_for("document.querySelector('#create').checkVisibility()").await?;
        make_and_sign_in(&lost).await
    })
    .await
}

#[tokio::test]
async fn whoever_is_led_into_another_account_can_say_no() -> Result<(), Error> {
    play(async |stage| {
        with_address(stage, "alice@example.com").await?;
        let bob = stage.visitor().await?;
        ask(&bob, "alice@example.com").await?;
        open_mail(&bob, &bob, "/recover#").await?;
        bob.page.wait_for("document.querySelector('#create')?.checkVisibility()").await?;
        bob.page.click("#decline").await?;
        bob.page.wait_for("document.querySelector('#ask').checkVisibility()").await?;
        assert!(bob.page.text("#status").await?.starts_with("Nothing was changed."));
        // And no passkey can be made by it any more.
        bob.page.logbook().expect("401");
        let (status, _) = bob.post("/passkeys/passkeys", &serde_json::json!({})).await?;
        assert_eq!(status, 401);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_link_that_was_used_or_made_up_opens_nothing() -> Result<(), Error> {
    play(async |stage| {
        let mallory = stage.visitor().await?;
        mallory.page.logbook().expect("403");
        mallory.open(&stage.demo.at("/recover#verify_made.up")).await?;
        let outcome = mallory.outcome().await?;
        assert_eq!(outcome.code, "invalid_link", "{outcome:?}");
        assert_eq!(mallory.page.eval("document.querySelector('#ask').checkVisibility()").await?, true);
        assert_eq!(mallory.page.eval("document.querySelector('#create').checkVisibility()").await?, false);
        Ok(())
    })
    .await
}

/// A mail program takes along what stands behind a link, and a tracker adds to it.
#[tokio::test]
async fn a_link_with_a_changed_end_is_followed_or_said_to_be_broken() -> Result<(), Error> {
    play(async |stage| {
        with_address(stage, "alice@example.com").await?;
        let lost = stage.visitor().await?;
        ask(&lost, "alice@example.com").await?;
        let outbox = lost.page.eval("document.querySelector('#outbox a').href").await?;
        lost.page.goto(outbox.as_str().unwrap_or_default()).await?;
        let link = lost.page.wait_for("document.querySelector('#outbox a')?.href").await?;
        let link = link.as_str().unwrap_or_default();

        // None of these is a link, and each says so.
        let broken = [
            link.split_once('.').map_or(link, |(token, _)| token).to_owned(),
            stage.demo.at("/recover#verify_"),
        ];
        for broken in &broken {
            lost.page.goto("about:blank").await?;
            lost.open(broken).await?;
            assert_eq!(lost.outcome().await?.code, "broken_link", "{broken}");
            assert_eq!(lost.page.url().await?, stage.demo.at("/recover"));
            assert_eq!(lost.page.eval("document.querySelector('#ask').checkVisibility()").await?, true);
        }
        lost.page.goto("about:blank").await?;
        lost.open(&stage.demo.at("/recover#ask")).await?;
        lost.page.wait_for("document.querySelector('#status').dataset.state === 'idle'").await?;

        // In the page that is open already, too.
        lost.page.goto(&format!("{link}.)%3E?utm_source=mail&utm_medium=x")).await?;
        lost.page.wait_for("document.querySelector('#create')?.checkVisibility()").await?;
        assert_eq!(lost.page.url().await?, stage.demo.at("/recover"), "no token stays where others look");
        make_and_sign_in(&lost).await?;
        lost.page.goto(&format!("{link}.")).await?;
        lost.page.wait_for("!location.hash").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn whoever_is_signed_in_has_lost_nothing() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        alice.page.goto(&stage.demo.at("/recover#verify_made.up")).await?;
        assert!(alice.page.text("#status").await?.contains("You are signed in"));
        assert_eq!(alice.page.eval("document.querySelector('#ask')").await?, serde_json::Value::Null);
        Ok(())
    })
    .await
}
