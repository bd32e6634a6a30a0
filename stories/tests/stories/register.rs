//! Registering.

use serde_json::json;
use stories::Error;

use crate::stage::play;

#[tokio::test]
async fn a_person_registers_and_is_greeted_by_name() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        assert!(alice.page.text("#backend").await?.contains("Emulator"), "the page says whom it asks");
        alice.register("alice").await?;
        assert_eq!(alice.greeted().await?, "alice");
        let passkeys = alice.authenticator.passkeys().await?;
        assert_eq!(passkeys.len(), 1);
        assert_eq!(passkeys[0].rp_id, "localhost");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_second_person_registers_and_both_are_themselves() -> Result<(), Error> {
    play(async |stage| {
        let (alice, bob) = (stage.visitor().await?, stage.visitor().await?);
        alice.register("alice").await?;
        bob.register("bob").await?;
        for (person, name) in [(&alice, "alice"), (&bob, "bob")] {
            assert_eq!(person.greeted().await?, name);
            person.sign_out().await?;
            person.sign_in().await?;
            assert_eq!(person.greeted().await?, name);
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_before_a_passkey_is_made() -> Result<(), Error> {
    play(async |stage| {
        let (alice, bob) = (stage.visitor().await?, stage.visitor().await?);
        alice.register("alice").await?;
        bob.page.logbook().expect("409");
        let outcome = bob.fail_to_register("Alice").await?;
        assert_eq!(outcome.code, "name_taken", "{outcome:?}");
        assert!(bob.authenticator.passkeys().await?.is_empty());
        assert!(!bob.is_signed_in().await?);
        Ok(())
    })
    .await
}

/// Lets a second pass from one look at the clock to the next, as it does where a person is asked. What a browser refuses
/// faster than that is not the person's.
const TAKES_TIME: &str = "{
    let passed = 0;
    const now = performance.now.bind(performance);
    performance.now = () => now() + (passed += 1000);
}";

#[tokio::test]
async fn a_cancelled_registration_leaves_nothing_behind() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        // A finger that the sensor does not know ends the ceremony like the dialog's cancel button: NotAllowedError.
        alice.authenticator.set_verified(false).await?;
        alice.page.eval(TAKES_TIME).await?;
        let outcome = alice.fail_to_register("alice").await?;
        assert_eq!(outcome.code, "cancelled", "{outcome:?}");
        assert!(outcome.words.contains("cancelled"), "{outcome:?}");
        assert!(alice.authenticator.passkeys().await?.is_empty());
        assert!(stage.service(&alice).await?.users().await?.is_empty());
        assert!(!alice.is_signed_in().await?);

        alice.authenticator.set_verified(true).await?;
        alice.register("alice").await?;
        assert_eq!(alice.greeted().await?, "alice", "the name was not used up");
        Ok(())
    })
    .await
}

/// The demo gives every newcomer a new user id, so only a token for an existing one can meet its own passkey again.
#[tokio::test]
async fn the_same_passkey_twice_is_refused_by_the_device() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        let service = stage.service(&alice).await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        let user = service.users().await?.remove(0);
        let token = service.registration_token(&user, "alice").await?;
        alice.authenticator.set_present(true).await?;
        let told = alice.passkeys(&format!("register({})", json!(token))).await?;
        assert_eq!(told["code"], "already_registered", "{told}");
        assert_eq!(alice.authenticator.passkeys().await?.len(), 1);
        assert_eq!(service.credentials(&user).await?.len(), 1);
        Ok(())
    })
    .await
}
