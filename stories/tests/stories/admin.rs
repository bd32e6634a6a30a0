//! Somebody who manages the others.

use serde_json::Value;
use stories::Error;

use crate::{
    stage::{Stage, play},
    visitor::Visitor,
};

/// Registers, is named in the demo's settings, and opens the page.
pub(crate) async fn administrator(stage: &mut Stage) -> Result<Visitor, Error> {
    let root = stage.visitor().await?;
    root.register("root").await?;
    let user_id = root.page.text("dd code").await?;
    // Away from a page that may still ask for something while the demo starts anew.
    root.page.goto("about:blank").await?;
    stage.demo.name_admin(&user_id).await?;
    root.open(&stage.demo.at("/me")).await?;
    root.page.click("#admin").await?;
    root.arrive("/admin").await?;
    Ok(root)
}

/// Fills the form, and confirms it where that is asked for.
pub(crate) async fn create(root: &Visitor, name: &str, email: &str) -> Result<(), Error> {
    root.page.type_into("#name", name).await?;
    root.page.type_into("#email", email).await?;
    root.authenticator.set_present(true).await?;
    root.page.click("#create-button").await?;
    root.page.wait_for("location.pathname.startsWith('/admin/users/')").await?;
    said(root, &format!("{name} has an account now")).await?;
    root.authenticator.set_present(false).await
}

/// Waits until the page says so.
async fn said(root: &Visitor, words: &str) -> Result<(), Error> {
    let words = Value::from(words);
    let condition = format!("document.querySelector('#status')?.textContent.includes({words})");
    root.page.wait_for(&format!("document.readyState === 'complete' && {condition}")).await?;
    Ok(())
}

/// The names in the list.
async fn listed(root: &Visitor) -> Result<Value, Error> {
    root.page
        .wait_for("document.readyState === 'complete' && document.querySelector('.users, .nobody')")
        .await?;
    root.page.eval("[...document.querySelectorAll('tbody a')].map(link => link.textContent)").await
}

#[tokio::test]
async fn users_are_managed_with_the_keyboard() -> Result<(), Error> {
    play(async |stage| {
        let root = administrator(stage).await?;
        let service = stage.service(&root).await?;
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        let alice_id = alice.page.text("dd code").await?;

        // A new user. Nothing was confirmed so far: the passkey is asked for, and what was typed goes along.
        let page = &root.page;
        page.tab_to("name").await?;
        page.insert("zoe").await?;
        page.tab_to("email").await?;
        page.insert("zoe@example.com").await?;
        root.authenticator.set_present(true).await?;
        page.press("Enter").await?;
        said(&root, "zoe has an account now").await?;
        root.authenticator.set_present(false).await?;
        page.tab_to("send-link").await?;
        page.press("Enter").await?;
        said(&root, "a link to zoe@example.com").await?;

        // A search, and from there a new name. The earlier passkey still counts.
        root.open(&stage.demo.at("/admin")).await?;
        page.tab_to("q").await?;
        page.insert("ALI").await?;
        page.press("Enter").await?;
        page.wait_for("location.search === '?q=ALI'").await?;
        assert_eq!(listed(&root).await?, serde_json::json!(["alice"]));
        page.eval("document.querySelector('tbody a').id = 'first'").await?;
        page.tab_to("first").await?;
        page.press("Enter").await?;
        page.wait_for("document.querySelector('#rename')").await?;
        page.tab_to("name").await?;
        page.insert("alicia").await?;
        page.press("Enter").await?;
        said(&root, "The user is called alicia now").await?;
        alice.open(&stage.demo.at("/me")).await?;
        assert_eq!(alice.greeted().await?, "alicia");

        // And out.
        page.tab_to("delete-ask").await?;
        page.press("Enter").await?;
        page.tab_to("delete-button").await?;
        page.press("Enter").await?;
        page.wait_for("location.pathname === '/admin'").await?;
        said(&root, "The user is deleted, with all passkeys").await?;
        assert!(!alice.is_signed_in().await?);
        assert!(service.credentials(&alice_id).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_typed_outlives_a_passkey_that_is_not_given() -> Result<(), Error> {
    play(async |stage| {
        let root = administrator(stage).await?;
        let page = &root.page;
        page.type_into("#name", "zoe").await?;
        // A passkey of nobody.
        for passkey in root.authenticator.passkeys().await? {
            root.authenticator.forget(&passkey).await?;
        }
        root.authenticator.set_present(true).await?;
        page.click("#create-button").await?;
        let outcome = root.outcome().await?;
        assert_eq!(outcome.code, "no_passkey", "{outcome:?}");
        assert_eq!(page.eval("document.querySelector('#name').value").await?, "zoe");
        assert_eq!(page.focused().await?, "create-button");
        root.open(&stage.demo.at("/admin")).await?;
        assert_eq!(listed(&root).await?, serde_json::json!(["root"]));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_name_that_is_taken_is_said_where_it_was_typed() -> Result<(), Error> {
    play(async |stage| {
        let root = administrator(stage).await?;
        root.page.logbook().expect("409");
        let page = &root.page;
        page.type_into("#name", "ROOT").await?;
        page.type_into("#email", "zoe@example.com").await?;
        root.authenticator.set_present(true).await?;
        page.click("#create-button").await?;
        page.wait_for(
            "document.activeElement?.id === 'name' && document.activeElement.ariaInvalid === 'true'",
        )
        .await?;
        assert!(page.text("#name-error").await?.contains("Somebody has this name"));
        assert_eq!(page.eval("document.querySelector('#email').value").await?, "zoe@example.com");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn many_users_are_led_through_page_by_page() -> Result<(), Error> {
    play(async |stage| {
        let root = administrator(stage).await?;
        for number in 10..31 {
            create(&root, &format!("user{number}"), "").await?;
            root.page.click("#back").await?;
            listed(&root).await?;
        }
        assert_eq!(listed(&root).await?.as_array().map(Vec::len), Some(20));
        root.page.click("#next").await?;
        root.page.wait_for("location.search.includes('after=')").await?;
        assert_eq!(listed(&root).await?, serde_json::json!(["user29", "user30"]));
        // Of the twenty-one and root, twenty were before.
        root.page.click("#previous").await?;
        root.page.wait_for("location.search.includes('before=')").await?;
        assert_eq!(listed(&root).await?.as_array().map(Vec::len), Some(20));
        Ok(())
    })
    .await
}
