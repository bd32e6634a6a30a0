//! Servers that do not answer.

use stories::Error;

use crate::stage::play;

#[tokio::test]
async fn the_service_out_of_reach_is_said_in_plain_words() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.page.logbook().expect("ERR_BLOCKED_BY_CLIENT");
        alice.page.block(&["*/signin/begin", "*/register/begin"]).await?;
        for outcome in [alice.fail_to_register("alice").await?, alice.fail_to_sign_in().await?] {
            assert_eq!(outcome.code, "unreachable", "{outcome:?}");
            assert!(outcome.words.contains("cannot be reached"), "{outcome:?}");
        }
        alice.page.block(&[]).await?;
        alice.register("alice").await?;
        assert_eq!(alice.greeted().await?, "alice", "and it goes on when the service is back");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_demo_itself_out_of_reach_is_said_in_plain_words() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        stage.stop_demo(&alice).await?;
        let outcome = alice.fail_to_register("alice").await?;
        assert_eq!(outcome.code, "server_unreachable", "{outcome:?}");
        assert!(outcome.words.contains("cannot be reached"), "{outcome:?}");
        assert!(alice.authenticator.passkeys().await?.is_empty());

        stage.demo.start_again().await?;
        alice.open(&stage.demo.at("/")).await?;
        alice.register("alice").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_cut_network_is_said_in_plain_words() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.page.logbook().expect("ERR_INTERNET_DISCONNECTED");
        alice.page.set_offline(true).await?;
        let outcome = alice.fail_to_sign_in().await?;
        assert_eq!(outcome.code, "unreachable", "{outcome:?}");
        Ok(())
    })
    .await
}

/// A sign-on proxy leads elsewhere, and so does a hotel's network.
#[tokio::test]
async fn whoever_is_led_to_a_log_in_page_is_not_sent_to_look_at_the_connection() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.page.eval(LEAD).await?;
        assert_eq!(alice.fail_to_register("alice").await?.code, "server_failed");
        assert_eq!(alice.page.text("#doctor").await?, "");
        Ok(())
    })
    .await
}

/// Its sign-out leads to the first page, and answers in the place of a proxy.
const LEAD: &str = "{
    const real = fetch;
    globalThis.fetch = (to, options) => real(to.endsWith('/passkeys/register') ? '/sign-out' : to, options);
}";
