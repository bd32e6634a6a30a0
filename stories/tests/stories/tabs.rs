//! A page shows one person, and in another tab of the same browser somebody else has signed in.

use stories::Error;

use crate::{
    stage::{Stage, play},
    visitor::Visitor,
};

/// Alice's page, and the tab in which Bob is signed in by now.
async fn alice_and_bob(stage: &Stage) -> Result<[Visitor; 2], Error> {
    let [one, other] = stage.tabs().await?;
    one.register("alice").await?;
    one.page.wait_for("document.querySelector('#passkeys [data-id]')").await?;
    other.register("bob").await?;
    other.page.wait_for("document.querySelector('#passkeys [data-id]')").await?;
    one.page.logbook().expect("409");
    Ok([one, other])
}

/// Waits until Alice's tab shows Bob's page, which says so.
async fn shows_bob(one: &Visitor) -> Result<(), Error> {
    one.page
        .wait_for(
            "document.readyState === 'complete' && document.querySelector('#who')?.textContent === 'bob'",
        )
        .await?;
    assert!(one.page.text("#status").await?.starts_with("Another account was signed in"));
    one.authenticator.set_present(false).await
}

#[tokio::test]
async fn whoever_deletes_their_account_deletes_nobody_elses() -> Result<(), Error> {
    play(async |stage| {
        let [one, _other] = alice_and_bob(stage).await?;
        one.page.click("#leave-ask").await?;
        one.page.click("#leave-button").await?;
        shows_bob(&one).await?;
        let service = stage.service(&one).await?;
        assert_eq!(service.users().await?.len(), 2, "both are there");
        assert!(one.is_signed_in().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_passkey_an_address_and_a_sign_out_are_for_whom_the_page_shows() -> Result<(), Error> {
    play(async |stage| {
        let [one, other] = alice_and_bob(stage).await?;
        let service = stage.service(&one).await?;
        one.page.type_into("#nickname", "mine").await?;
        one.authenticator.set_present(true).await?;
        one.page.click("#add").await?;
        shows_bob(&one).await?;
        for user in service.users().await? {
            assert_eq!(service.credentials(&user).await?.len(), 1);
        }

        // And the other way round: Bob's tab is the one that is behind.
        one.sign_out().await?;
        one.sign_in().await?;
        one.page.wait_for("document.querySelector('#who')?.textContent === 'alice'").await?;
        // A step-up is wanted first, and for that the page asks who is signed in.
        other.page.logbook().expect("401");
        other.page.logbook().expect("409");
        other.page.type_into("#email", "bob@example.com").await?;
        other.page.click("#save-address").await?;
        other
            .page
            .wait_for(
                "location.pathname === '/me' && document.querySelector('#who')?.textContent === 'alice'",
            )
            .await?;
        assert_eq!(other.page.eval("document.querySelector('#pending')").await?, serde_json::Value::Null);

        // A form without a script.
        one.sign_out().await?;
        one.register("carol").await?;
        other.page.click("#everywhere summary").await?;
        other.page.click("#sign-out-everywhere").await?;
        other.page.wait_for("location.pathname === '/sign-out-everywhere'").await?;
        assert!(other.page.text("main").await?.contains("Another account is signed in"));
        assert!(one.is_signed_in().await?);
        Ok(())
    })
    .await
}
