//! Two browsers that want one name.

use serde_json::json;
use stories::Error;

use crate::stage::play;

/// The attacker asks for the name first and finishes last: whoever finishes first has it.
#[tokio::test]
async fn a_token_fetched_earlier_puts_no_passkey_on_another_account() -> Result<(), Error> {
    play(async |stage| {
        let (mallory, alice) = (stage.visitor().await?, stage.visitor().await?);
        let service = stage.service(&alice).await?;
        let (status, permission) = mallory.post("/create-token", &json!({"username": "alice"})).await?;
        assert_eq!(status, 200, "{permission}");

        alice.register("alice").await?;
        let [victim] =
            <[String; 1]>::try_from(service.users().await?).expect("one user, the one who finished");

        mallory.page.logbook().expect("409");
        mallory.authenticator.set_present(true).await?;
        let verified = mallory.passkeys(&format!("register({})", permission["token"])).await?;
        assert!(verified.as_str().is_some_and(|token| token.starts_with("verify_")), "{verified}");
        assert_eq!(service.users().await?.len(), 2, "the attacker's passkey exists for a moment");
        let (status, problem) = mallory.post("/complete-registration", &json!({"token": verified})).await?;
        assert_eq!((status, &problem["code"]), (409, &json!("name_taken")), "{problem}");

        assert_eq!(
            service.users().await?,
            std::slice::from_ref(&victim),
            "the orphan was deleted at the service"
        );
        assert_eq!(service.credentials(&victim).await?.len(), 1);
        assert!(!mallory.is_signed_in().await?);
        mallory.open(&stage.demo.at("/")).await?;
        mallory.page.logbook().expect("400");
        let outcome = mallory.fail_to_sign_in().await?;
        assert_eq!(outcome.code, "unknown_passkey", "{outcome:?}");

        alice.sign_out().await?;
        alice.sign_in_by_name("alice").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

/// A token made for one browser is no use in another: the newcomer's cookie is missing there.
#[tokio::test]
async fn a_registration_finishes_only_in_the_browser_that_began_it() -> Result<(), Error> {
    play(async |stage| {
        let (alice, mallory) = (stage.visitor().await?, stage.visitor().await?);
        let (_, permission) = alice.post("/create-token", &json!({"username": "alice"})).await?;
        alice.authenticator.set_present(true).await?;
        let verified = alice.passkeys(&format!("register({})", permission["token"])).await?;
        mallory.page.logbook().expect("403");
        let (status, problem) = mallory.post("/complete-registration", &json!({"token": verified})).await?;
        assert_eq!(status, 403, "{problem}");
        assert!(!mallory.is_signed_in().await?);
        let (status, made) = alice.post("/complete-registration", &json!({"token": verified})).await?;
        assert_eq!((status, &made["name"]), (201, &json!("alice")), "{made}");
        assert!(alice.is_signed_in().await?);
        Ok(())
    })
    .await
}
