//! The demo goes down and comes up again.

use stories::Error;

use crate::stage::play;

#[tokio::test]
async fn a_passkey_outlives_the_demo() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        stage.stop_demo(&alice).await?;
        stage.demo.start_again().await?;

        alice.open(&stage.demo.at("/")).await?;
        alice.sign_in().await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn whoever_is_signed_in_stays_so_when_the_demo_restarts() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        stage.stop_demo(&alice).await?;
        stage.demo.start_again().await?;
        assert!(alice.is_signed_in().await?);
        Ok(())
    })
    .await
}
