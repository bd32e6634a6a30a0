//! Somebody without a mouse.

use stories::Error;

use crate::stage::play;

#[tokio::test]
async fn everything_can_be_done_with_the_keyboard() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        let page = &alice.page;
        page.tab_to("register-name").await?;
        page.insert("alice").await?;
        alice.authenticator.set_present(true).await?;
        page.press("Enter").await?;
        alice.arrive("/me").await?;

        page.tab_to("sign-out").await?;
        page.press("Enter").await?;
        alice.arrive("/").await?;

        page.tab_to("signin-passkey").await?;
        alice.authenticator.set_present(true).await?;
        page.press("Space").await?;
        alice.arrive("/me").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_focus_stays_where_it_was_when_something_fails() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.page.tab_to("signin-passkey").await?;
        alice.authenticator.set_present(true).await?;
        alice.page.press("Enter").await?;
        let outcome = alice.outcome().await?;
        assert_eq!(outcome.code, "no_passkey", "{outcome:?}");
        alice.page.wait_for("document.activeElement.id === 'signin-passkey'").await?;
        Ok(())
    })
    .await
}
