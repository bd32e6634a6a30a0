//! Signing in, in three ways, and signing out.

use stories::Error;

use crate::stage::play;

#[tokio::test]
async fn by_name() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        alice.sign_in_by_name("Alice").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn with_a_passkey_and_no_name() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        alice.sign_in().await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn by_autofill() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        // The virtual authenticator answers an autofill request as soon as the page makes it: on loading.
        alice.authenticator.set_present(true).await?;
        alice.page.reload().await?;
        alice.arrive("/me").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn signing_out_ends_it_at_the_server_too() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        let cookies = alice.page.cookies().await?;
        alice.sign_out().await?;
        assert!(!alice.is_signed_in().await?);
        // Somebody who copied the cookies before has nothing either.
        alice.page.set_cookies(&cookies).await?;
        assert!(!alice.is_signed_in().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_protected_page_leads_back_after_signing_in() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        alice.open(&stage.demo.at("/me")).await?;
        assert_eq!(alice.page.eval("new URLSearchParams(location.search).get('next')").await?, "/me");
        alice.sign_in().await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}
