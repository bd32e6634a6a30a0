//! Whole ceremonies, with the software browser.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use passwordless_emulator::{
    Emulator,
    testing::{Algorithm, Attestation, BrowserError, PasskeyError},
};
use serde_json::json;
use support::{Backend, ORIGIN};

fn code(outcome: Result<String, BrowserError>) -> String {
    outcome.unwrap_err().code().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_passkey_registers_and_signs_in() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN).nickname("laptop");
    let token = browser.register(&backend.register_token("alice").await).await.unwrap();
    let (_, registered) = backend.verify(&token).await;
    assert_eq!(registered["type"], "passkey_register");
    assert_eq!(registered["purpose"], json!(null));

    let (status, verified) = backend.verify(&browser.sign_in().await.unwrap()).await;
    assert_eq!(status, 200);
    for (member, value) in [
        ("userId", "alice"),
        ("rpId", "localhost"),
        ("origin", ORIGIN),
        ("device", "Chrome, Linux "),
        ("country", ""),
        ("nickname", "laptop"),
        ("purpose", "sign-in"),
        ("type", "passkey_signin"),
    ] {
        assert_eq!(verified[member], value, "{member}");
    }
    assert_eq!(verified["credentialId"], registered["credentialId"]);
    assert_ne!(verified["tokenId"], registered["tokenId"]);
    assert_eq!(verified["success"], true);
}

#[tokio::test]
async fn a_browser_comes_with_the_passkey_of_a_user() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser_of("alice", ORIGIN).await.unwrap();
    assert_eq!(backend.user_of(&browser.sign_in().await.unwrap()).await, "alice");
    assert_eq!(emulator.browser_of("", ORIGIN).await.unwrap_err().status(), Some(400));
}

#[tokio::test]
async fn all_ten_algorithms_register_and_sign_in_with_both_attestations() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    for algorithm in Algorithm::ALL {
        for attestation in [Attestation::None, Attestation::PackedSelf] {
            let user = format!("{algorithm:?}-{attestation:?}");
            let browser = emulator.browser(ORIGIN).algorithm(algorithm).attestation(attestation);
            browser.register(&backend.register_token(&user).await).await.unwrap();
            assert_eq!(backend.user_of(&browser.sign_in().await.unwrap()).await, user);
            let stored = &backend.credentials(&user).await[0];
            let format = if attestation == Attestation::None { "none" } else { "packed" };
            assert_eq!(stored["attestationFmt"], format, "{user}");
        }
    }
}

#[tokio::test]
async fn a_passkey_that_is_not_discoverable_needs_a_name() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN);
    let token = json!({ "userId": "u", "username": "u", "discoverable": false, "aliases": ["bob"] });
    browser.register(&backend.register_token_with(token).await).await.unwrap();
    assert_eq!(backend.credentials("u").await[0]["isDiscoverable"], false);
    let refused = browser.sign_in().await.unwrap_err();
    assert!(matches!(refused, BrowserError::Passkey(PasskeyError::NoPasskey)), "{refused:?}");
    assert_eq!(backend.user_of(&browser.sign_in_with_alias("bob").await.unwrap()).await, "u");
    assert_eq!(backend.user_of(&browser.sign_in_with_user_id("u").await.unwrap()).await, "u");
}

#[tokio::test]
async fn an_unknown_alias_looks_like_nobody() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN);
    browser.register(&backend.register_token("alice").await).await.unwrap();
    // The empty allow list makes it a discoverable sign-in of whoever has a passkey here.
    let token = browser.sign_in_with_alias("nobody").await.unwrap();
    assert_eq!(backend.user_of(&token).await, "alice");
}

#[tokio::test]
async fn the_same_authenticator_is_excluded_and_a_second_one_is_not() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let first = emulator.browser(ORIGIN);
    first.register(&backend.register_token("alice").await).await.unwrap();
    let again = first.register(&backend.register_token("alice").await).await.unwrap_err();
    assert!(matches!(again, BrowserError::Passkey(PasskeyError::Excluded)), "{again:?}");
    let second = emulator.browser(ORIGIN);
    second.register(&backend.register_token("alice").await).await.unwrap();
    assert_eq!(backend.credentials("alice").await.len(), 2);
    for browser in [first, second] {
        assert_eq!(backend.user_of(&browser.sign_in().await.unwrap()).await, "alice");
    }
}

#[tokio::test]
async fn a_counter_may_not_go_back() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN).counter(6);
    browser.register(&backend.register_token("alice").await).await.unwrap();
    assert_eq!(backend.credentials("alice").await[0]["signatureCounter"], 6);
    browser.sign_in().await.unwrap();
    assert_eq!(backend.credentials("alice").await[0]["signatureCounter"], 7);
    for counter in [7, 1] {
        browser.passkey().counter(counter);
        assert_eq!(code(browser.sign_in().await), "signin_complete_error");
        assert_eq!(backend.credentials("alice").await[0]["signatureCounter"], 7);
    }
    browser.passkey().counter(0);
    browser.sign_in().await.unwrap();
    assert_eq!(backend.credentials("alice").await[0]["signatureCounter"], 0);
}

#[tokio::test]
async fn a_user_must_be_verified_where_the_token_requires_it() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN);
    browser.passkey().verifies_users(false);
    let token = json!({ "userId": "u", "username": "u", "userVerification": "required" });
    let token = backend.register_token_with(token).await;
    assert_eq!(code(browser.register(&token).await), "fido2_invalid_registration");
    assert!(backend.credentials("u").await.is_empty());
    browser.register(&backend.register_token("u").await).await.unwrap();
    browser.sign_in().await.unwrap();
}

#[tokio::test]
async fn a_purpose_is_in_the_token_and_an_unknown_one_is_a_sign_in() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    for (asked, got) in [("step-up", "step-up"), ("sign-in", "sign-in"), ("transfer", "sign-in")] {
        let browser = emulator.browser(ORIGIN).purpose(asked);
        browser.register(&backend.register_token(asked).await).await.unwrap();
        let (_, verified) = backend.verify(&browser.sign_in().await.unwrap()).await;
        assert_eq!(verified["purpose"], got);
    }
    let blank = emulator.browser(ORIGIN).purpose("").sign_in().await.unwrap_err();
    assert_eq!(blank.status(), Some(400));
}

#[tokio::test]
async fn a_foreign_relying_party_is_refused_by_the_browser_and_by_the_service() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN).rp_id("example.com");
    let refused = browser.register(&backend.register_token("u").await).await.unwrap_err();
    assert!(matches!(refused, BrowserError::Passkey(PasskeyError::RelyingParty { .. })), "{refused:?}");
    // Origin and relying party are not tied at the service: only the passkey's own hash counts.
    browser.passkey().any_relying_party(true);
    browser.register(&backend.register_token("u").await).await.unwrap();
    browser.sign_in().await.unwrap();
}

#[tokio::test]
async fn lists_of_credentials_do_not_ask_for_the_relying_party() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    for origin in [ORIGIN, "https://example.com"] {
        emulator.browser(origin).register(&backend.register_token("alice").await).await.unwrap();
    }
    let begin = json!({ "userId": "alice", "RPID": "localhost", "Origin": ORIGIN });
    let (_, begun) = backend.post_public("/signin/begin", &begin).await;
    assert_eq!(begun["data"]["allowCredentials"].as_array().unwrap().len(), 2);
    let begin =
        json!({ "token": backend.register_token("alice").await, "RPID": "localhost", "Origin": ORIGIN });
    let (_, begun) = backend.post_public("/register/begin", &begin).await;
    assert_eq!(begun["data"]["excludeCredentials"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn odd_but_lawful_values_are_kept() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let long = "u".repeat(66);
    let browser = emulator.browser(ORIGIN).nickname("").user_agent("");
    let token = json!({ "userId": long, "username": "u", "aliases": ["one", "one"], "aliasHashing": false });
    browser.register(&backend.register_token_with(token).await).await.unwrap();
    browser.sign_in().await.unwrap();
    let stored = &backend.credentials(&long).await[0];
    assert_eq!((&stored["nickname"], &stored["device"]), (&json!(""), &json!("Other, Other ")));
    assert_eq!(stored["userHandle"].as_str().unwrap().len(), 88);
    let (_, list) = backend.get("/users/list").await;
    assert_eq!(list["values"][0]["aliases"], json!(["one"]));
    assert_eq!(list["values"][0]["lastUsedAt"], stored["lastUsedAt"]);
    assert_ne!(stored["lastUsedAt"], stored["createdAt"]);
    let nicknamed = emulator.browser(ORIGIN).nickname("n".repeat(65));
    let error = nicknamed.register(&backend.register_token("v").await).await.unwrap_err();
    assert_eq!(error.status(), Some(400));
}

#[tokio::test]
async fn a_deleted_passkey_is_unknown() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN);
    let token = browser.register(&backend.register_token("alice").await).await.unwrap();
    let id = backend.credentials("alice").await[0]["descriptor"]["id"].clone();
    let (status, _) = backend.post("/credentials/delete", &json!({ "credentialId": id })).await;
    assert_eq!(status, 204);
    let error = browser.sign_in().await.unwrap_err();
    let BrowserError::Refused { problem, .. } = &error else { panic!("{error:?}") };
    assert_eq!(problem["errorCode"], "unknown_credential");
    assert_eq!(problem["credentialId"], id);
    // As at the service: what was issued stays good until it expires.
    assert_eq!(backend.user_of(&token).await, "alice");
    let (status, _) = backend.post("/credentials/delete", &json!({ "credentialId": id })).await;
    assert_eq!(status, 204);
}

#[tokio::test]
async fn two_emulators_share_nothing() {
    let (one, other) = (Emulator::start().unwrap(), Emulator::start().unwrap());
    let token = Backend::new(&one).register_token("alice").await;
    assert_eq!(code(other.browser(ORIGIN).register(&token).await), "invalid_token");
}

#[test]
fn it_starts_and_stops_without_a_runtime_and_frees_its_port() {
    let started = std::time::Instant::now();
    let emulator = Emulator::start().unwrap();
    println!("started in {:?}", started.elapsed());
    let port = emulator.url().rsplit(':').next().unwrap().parse::<u16>().unwrap();
    let taken = Emulator::builder().port(port).start().unwrap_err().to_string();
    assert!(taken.contains("choose another port"), "{taken}");
    emulator.shutdown();
    Emulator::builder().port(port).start().unwrap();
}

#[tokio::test]
async fn a_purpose_may_be_named_for_one_sign_in() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser_of("alice", ORIGIN).await.unwrap();
    let purpose =
        async |token: String| backend.verify(&token).await.1["purpose"].as_str().unwrap().to_owned();
    assert_eq!(purpose(browser.sign_in_for("step-up").await.unwrap()).await, "step-up");
    assert_eq!(purpose(browser.sign_in().await.unwrap()).await, "sign-in");
    let browser = browser.purpose("step-up");
    assert_eq!(purpose(browser.sign_in().await.unwrap()).await, "step-up");
    assert_eq!(purpose(browser.sign_in_for("sign-in").await.unwrap()).await, "sign-in");
}
