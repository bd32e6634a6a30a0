//! Signing in that does not work.

use serde_json::json;
use stories::Error;

use crate::stage::play;

#[tokio::test]
async fn a_passkey_that_was_deleted_at_the_service_signs_nobody_in() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        let service = stage.service(&alice).await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        let user = service.users().await?.remove(0);
        let credentials = service.credentials(&user).await?;
        service.delete_credential(&credentials[0]).await?;

        alice.page.logbook().expect("400");
        let outcome = alice.fail_to_sign_in().await?;
        assert_eq!(outcome.code, "unknown_passkey", "{outcome:?}");
        assert!(outcome.words.contains("no longer registered"), "{outcome:?}");
        assert!(!alice.is_signed_in().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn somebody_without_a_passkey_is_told_so() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        let outcome = alice.fail_to_sign_in().await?;
        assert_eq!(outcome.code, "no_passkey", "{outcome:?}");
        assert!(outcome.words.contains("no passkey"), "{outcome:?}");
        assert!(!alice.is_signed_in().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_forged_token_is_refused_with_a_problem() -> Result<(), Error> {
    play(async |stage| {
        let mallory = stage.visitor().await?;
        mallory.page.logbook().expect("401");
        for token in ["verify_AAAA", "register_AAAA", ""] {
            let (status, problem) = mallory.post("/verify-signin", &json!({"token": token})).await?;
            assert_eq!((status, &problem["status"]), (401, &json!(401)), "{token}: {problem}");
            assert!(problem["code"].is_string(), "{problem}");
        }
        assert!(!mallory.is_signed_in().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_verified_token_counts_once() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.page.eval(KEEP_TOKENS).await?;
        alice.page.logbook().expect("401");
        alice.register("alice").await?;
        alice.sign_out().await?;
        alice.page.eval(KEEP_TOKENS).await?;
        alice.sign_in().await?;
        let token = alice.page.eval("sessionStorage.getItem('token')").await?;
        alice.sign_out().await?;
        let (status, problem) = alice.post("/verify-signin", &json!({"token": token})).await?;
        assert_eq!(status, 401, "{problem}");
        assert!(!alice.is_signed_in().await?);
        Ok(())
    })
    .await
}

/// Keeps the token that the page's script posts, as somebody who looks over its shoulder would.
const KEEP_TOKENS: &str = "(() => {
    const fetch = window.fetch;
    window.fetch = (to, options) => {
        const { token } = JSON.parse(options?.body ?? '{}');
        if (token?.startsWith('verify_')) sessionStorage.setItem('token', token);
        return fetch(to, options);
    };
})()";
