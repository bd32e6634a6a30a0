//! What a user does on the account's page: passkeys and sign-ins.

use serde_json::json;
use stories::Error;

use crate::{
    stage::{Stage, play},
    visitor::Visitor,
};

/// Waits until the page shows this many passkeys.
async fn passkeys(visitor: &Visitor, count: usize) -> Result<(), Error> {
    let shown = format!("document.querySelectorAll('#passkeys [data-id]').length === {count}");
    visitor.page.wait_for(&shown).await.map(drop)
}

/// Waits until the page says that something was done, and returns its words.
async fn done(visitor: &Visitor) -> Result<String, Error> {
    visitor.page.wait_for("document.querySelector('#status').dataset.state === 'done'").await?;
    visitor.authenticator.set_present(false).await?;
    visitor.page.text("#status").await
}

/// Adds a passkey of another device: this one forgets its own first, and would be refused otherwise.
async fn add(visitor: &Visitor, nickname: &str) -> Result<(), Error> {
    for passkey in visitor.authenticator.passkeys().await? {
        visitor.authenticator.forget(&passkey).await?;
    }
    visitor.page.type_into("#nickname", nickname).await?;
    visitor.authenticator.set_present(true).await?;
    visitor.page.click("#add").await
}

/// The same user in a browser of their own, to which the passkeys have come along.
async fn at_another_device(stage: &Stage, visitor: &Visitor) -> Result<Visitor, Error> {
    let other = stage.visitor().await?;
    visitor.authenticator.sync_to(&other.authenticator).await?;
    other.sign_in().await?;
    passkeys(&other, 1).await?;
    Ok(other)
}

#[tokio::test]
async fn passkeys_are_listed_added_and_deleted_and_the_browser_forgets_them() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        passkeys(&alice, 1).await?;
        assert!(alice.page.text("#passkeys").await?.contains("Only this one signs you in"));
        assert!(alice.page.text("#passkeys").await?.contains("at hand"));
        assert_eq!(
            alice.page.eval("document.querySelector('#passkeys .ask').checkVisibility()").await?,
            false
        );

        add(&alice, "My phone").await?;
        passkeys(&alice, 2).await?;
        assert_eq!(done(&alice).await?, "My phone is added.");
        assert_eq!(alice.page.eval("document.querySelector('#nickname').value").await?, "");
        assert_eq!(alice.authenticator.passkeys().await?.len(), 1);

        // Without a mouse, from the second row's question to its answer.
        alice.page.reload().await?;
        passkeys(&alice, 2).await?;
        let last = "document.querySelector('#passkeys li:last-child";
        assert!(alice.page.text("#passkeys li:last-child").await?.starts_with("My phone"));
        alice.page.eval(&format!("{last} summary').focus()")).await?;
        alice.page.press("Enter").await?;
        alice.page.wait_for(&format!("{last} .ask').open")).await?;
        alice.page.press("Tab").await?;
        alice.page.press("Enter").await?;
        passkeys(&alice, 1).await?;
        assert!(done(&alice).await?.starts_with("My phone is deleted."));
        assert_eq!(alice.page.focused().await?, "passkeys-title");
        assert!(alice.authenticator.passkeys().await?.is_empty(), "the browser offers it no more");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_last_passkey_stays_and_the_page_says_why() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        let service = stage.service(&alice).await?;
        alice.register("alice").await?;
        add(&alice, "My phone").await?;
        passkeys(&alice, 2).await?;
        // Another device was faster, and this page does not know it yet.
        let user = service.users().await?.remove(0);
        let phone = alice.authenticator.passkeys().await?.remove(0).id;
        let phone = phone.replace('+', "-").replace('/', "_").replace('=', "");
        assert_eq!(service.credentials(&user).await?.len(), 2);
        service.delete_credential(&phone).await?;

        alice.page.logbook().expect("409");
        alice.page.click("#passkeys li:first-child summary").await?;
        alice.page.click("#passkeys li:first-child .delete").await?;
        let outcome = alice.outcome().await?;
        assert_eq!(outcome.code, "last_passkey", "{outcome:?}");
        assert!(alice.is_signed_in().await?);
        assert_eq!(service.credentials(&user).await?.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_passkey_that_is_deleted_signs_its_own_browser_out() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        add(&alice, "My phone").await?;
        // And the finger is off the sensor, or the first page's autofill signs in before the button does.
        done(&alice).await?;
        passkeys(&alice, 2).await?;
        alice.page.click("#passkeys li:has(.current:not([hidden])) summary").await?;
        alice.page.click("#passkeys li:has(.current:not([hidden])) .delete").await?;
        alice.arrive("/").await?;
        assert!(!alice.is_signed_in().await?);
        alice.sign_in().await?;
        passkeys(&alice, 1).await
    })
    .await
}

#[tokio::test]
async fn a_sign_in_on_another_device_is_ended_from_the_list() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        let phone = at_another_device(stage, &alice).await?;
        alice.page.reload().await?;
        assert!(alice.page.text("[data-state=current]").await?.contains("Chrome on Linux"));
        alice.page.click("[data-state=active] .end").await?;
        alice.page.wait_for("document.querySelector('#sign-ins [data-state=ended]')").await?;
        assert!(done(&alice).await?.contains("has ended"));
        assert!(alice.is_signed_in().await?);
        assert!(!phone.is_signed_in().await?);

        // What its page still shows leads to the way in.
        phone.page.logbook().expect("401");
        phone.page.type_into("#nickname", "another").await?;
        phone.page.click("#add").await?;
        phone.arrive("/").await?;

        alice.page.click("[data-state=current] .end").await?;
        alice.arrive("/").await?;
        assert!(!alice.is_signed_in().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_script_lists_sign_ins_and_ends_them() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        let phone = at_another_device(stage, &alice).await?;
        let script = |run: &str| format!("import('/page.js').then(async ({{ account }}) => {{ {run} }})");
        let list = "const { signIns } = await account.signIns();";
        let listed =
            alice.page.eval(&script(&format!("{list} return signIns.map((one) => one.state);"))).await?;
        assert_eq!(listed, json!(["current", "active"]));
        let end = format!("{list} return (await account.endSignIn(signIns[1].id)).signIns[1].state;");
        assert_eq!(alice.page.eval(&script(&end)).await?, "ended");
        assert!(!phone.is_signed_in().await?);
        let end = format!("{list} return (await account.endSignIn(signIns[0].id)).signedOut;");
        assert_eq!(alice.page.eval(&script(&end)).await?, true);
        assert!(!alice.is_signed_in().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn signing_out_everywhere_asks_first_and_signs_both_browsers_out() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        let phone = at_another_device(stage, &alice).await?;
        let button = "document.querySelector('#sign-out-everywhere').checkVisibility()";
        assert_eq!(alice.page.eval(button).await?, false, "nobody presses it by mistake");
        alice.page.click("#everywhere summary").await?;
        alice.page.click("#sign-out-everywhere").await?;
        alice.arrive("/").await?;
        assert!(!alice.is_signed_in().await? && !phone.is_signed_in().await?);
        // The passkey counts its uses, and was used last over there.
        phone.open(&stage.demo.at("/")).await?;
        phone.sign_in().await?;
        let states = "[...document.querySelectorAll('#sign-ins li')].map(row => row.dataset.state)";
        assert_eq!(phone.page.eval(states).await?, json!(["current", "ended", "ended"]));
        Ok(())
    })
    .await
}

/// Chromium counts what moves by itself while a page loads.
#[tokio::test]
async fn nothing_jumps_while_the_passkeys_are_asked_for() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        alice.page.run_first(NOTE_SHIFTS).await?;
        for width in [1280, 390] {
            alice.page.set_viewport(width, 900).await?;
            alice.page.eval("localStorage.clear()").await?;
            alice.page.reload().await?;
            passkeys(&alice, 1).await?;
            alice
                .page
                .eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
                .await?;
            assert_eq!(alice.page.eval("window.shifts").await?, json!([]), "at {width} pixels");
        }
        Ok(())
    })
    .await
}

const NOTE_SHIFTS: &str = "{
    window.shifts = [];
    new PerformanceObserver(list => window.shifts.push(...list.getEntries().flatMap(shift =>
        shift.sources.map(({ node, previousRect, currentRect }) =>
            `${node?.id || node?.nodeName}: ${previousRect.y} to ${currentRect.y}`))))
        .observe({ type: 'layout-shift', buffered: true });
}";

#[tokio::test]
async fn who_deletes_the_account_is_nobody_and_the_browser_forgets_the_passkeys() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        passkeys(&alice, 1).await?;
        let other = at_another_device(stage, &alice).await?;

        alice.page.click("#leave-ask").await?;
        alice.page.click("#leave-button").await?;
        alice.arrive("/").await?;
        assert!(alice.authenticator.passkeys().await?.is_empty(), "the browser offers none");

        // The other device is signed out, and its passkey opens nothing.
        other.page.reload().await?;
        other.arrive("/").await?;
        other.page.logbook().expect("400");
        assert_eq!(other.fail_to_sign_in().await?.code, "unknown_passkey");

        // The name is free.
        alice.register("alice").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}
