//! The demo goes down and comes up again.

use stories::Error;

use crate::stage::play;

#[tokio::test]
async fn a_passkey_and_a_session_outlive_the_demo() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        stage.demo.stop().await?;
        stage.demo.start_again().await?;

        alice.page.goto(&stage.demo.at("/me")).await?;
        assert_eq!(alice.greeted().await?, "alice", "still signed in");
        alice.sign_out().await?;
        alice.sign_in().await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}
