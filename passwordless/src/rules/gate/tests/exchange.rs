use super::*;
use crate::{Fresh, Purpose, SessionLimits};

const ALICES_KEY: &str = "5tQx-8nZ_0aKp1Yb3cDfGQ";

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

struct Unnameable;

impl Purpose for Unnameable {
    const NAME: &'static str = "not a name";
}

#[tokio::test]
async fn a_sign_in_opens_a_session() {
    let gate = gate();
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    assert_eq!(session.user_id(), "alice");
    assert_eq!(session.signed_in_at(), at(10), "when the passkey was used");
    assert!(session.is_opened_by(&ALICES_KEY.parse().unwrap()));
    assert!(is_signed_in(&gate, &session, at(12)));
}

#[tokio::test]
async fn a_token_is_good_once() {
    let gate = gate();
    sign_in(&gate, "t", json!({})).await.unwrap();
    for _ in 0..3 {
        assert_eq!(refused(sign_in(&gate, "t", json!({})).await), (401, "token_already_used"));
    }
    let user = verified("t", json!({}));
    let examined = gate.examine(&user, TokenKind::PasskeySignin, at(11)).unwrap();
    assert_eq!(refused(gate.admit(examined, None, at(11)).await), (401, "token_already_used"), "on its own");
    let session = sign_in(&gate, "other", json!({})).await.unwrap();
    let user = verified("t", json!({ "purpose": "pay" }));
    let stepped_up = gate.step_up::<Pay>(&user, &session, at(12));
    assert_eq!(refused(stepped_up.await), (401, "token_already_used"), "as a step-up");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_replays_of_a_sign_in_one_opens_a_session() {
    let gate = gate();
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let gate = gate.clone();
            tokio::spawn(async move {
                let mut opened = 0;
                for _ in 0..20 {
                    opened += u32::from(sign_in(&gate, "t", json!({})).await.is_ok());
                }
                opened
            })
        })
        .collect();
    let mut opened = 0;
    for task in tasks {
        opened += task.await.unwrap();
    }
    assert_eq!(opened, 1);
}

#[tokio::test]
async fn a_token_of_another_origin_kind_or_purpose_opens_nothing() {
    let gate = gate();
    for (changes, expected) in [
        (json!({ "origin": "https://evil.example" }), (403, "origin_denied")),
        (json!({ "origin": null }), (403, "origin_denied")),
        (json!({ "type": "passkey_register" }), (403, "token_kind_denied")),
        (json!({ "type": "generated_signin", "origin": null }), (403, "token_kind_denied")),
        (json!({ "type": "magic_link", "origin": null }), (403, "token_kind_denied")),
        (json!({ "purpose": "pay" }), (403, "purpose_denied")),
        (json!({ "purpose": "step-up" }), (403, "purpose_denied")),
        (json!({ "purpose": null }), (403, "purpose_denied")),
        (json!({ "expiresAt": jiff(at(2)) }), (401, "token_expired")),
    ] {
        assert_eq!(refused(sign_in(&gate, "t", changes.clone()).await), expected, "{changes}");
    }
    assert!(sign_in(&gate, "t", json!({})).await.is_ok(), "a denied token was not spent");
}

#[tokio::test]
async fn a_registration_counts_at_its_own_door_only() {
    let gate = gate();
    let user = verified("t", json!({ "type": "passkey_register", "purpose": null }));
    let session = gate.sign_in(&user, TokenKind::PasskeyRegister, None, at(11)).await.unwrap();
    assert!(is_signed_in(&gate, &session, at(12)));
}

#[tokio::test]
async fn a_sign_out_everywhere_divides_tokens_to_the_microsecond() {
    let gate = gate();
    let signed_out = at(10) + Duration::from_millis(500);
    gate.sign_out_everywhere("alice", signed_out).await.unwrap();
    let micro = Duration::from_micros(1);
    for (id, minted_at) in [("before", signed_out - micro), ("then", signed_out)] {
        let opened = sign_in(&gate, id, json!({ "timestamp": jiff(minted_at) })).await;
        assert_eq!(refused(opened), (401, "token_revoked"), "{id}");
    }
    let after = sign_in(&gate, "after", json!({ "timestamp": jiff(signed_out + micro) })).await.unwrap();
    assert!(is_signed_in(&gate, &after, at(12)));
    // By a service whose clock is ahead: as far as the policy's leeway, and no further.
    let ahead = sign_in(&gate, "ahead", json!({ "timestamp": jiff(at(16)) })).await;
    assert!(ahead.is_ok());
    let further = sign_in(&gate, "further", json!({ "timestamp": jiff(at(16) + micro) })).await;
    assert_eq!(refused(further), (503, "clock_wrong"), "nobody is sent round in a circle by our clock");
}

#[test]
fn the_allowed_origins_can_be_asked_for() {
    let policy = Policy::new(["HTTPS://App.Example/", "https://www.app.example:443"]).unwrap();
    let gate = Gate::new(policy, key(), SingleProcess::new()).unwrap();
    assert_eq!(gate.origins(), ["https://app.example", "https://www.app.example"]);
}

#[tokio::test]
async fn a_token_from_before_a_sign_out_everywhere_is_refused() {
    let gate = gate();
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    gate.sign_out_everywhere("alice", at(12)).await.unwrap();
    assert!(!is_signed_in(&gate, &session, at(13)));
    assert_eq!(refused(sign_in(&gate, "unspent", json!({})).await), (401, "token_revoked"));

    let later = verified("later", json!({ "timestamp": jiff(at(13)) }));
    let session = gate.sign_in(&later, TokenKind::PasskeySignin, None, at(13)).await.unwrap();
    assert!(is_signed_in(&gate, &session, at(14)), "who signs in again is signed in");
}

#[tokio::test]
async fn a_session_ends_with_its_passkey() {
    let gate = gate();
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    let other = sign_in(&gate, "u", json!({ "credentialId": "AAAA" })).await.unwrap();
    gate.end_passkey("alice", &ALICES_KEY.parse().unwrap(), at(12)).await.unwrap();
    assert!(!is_signed_in(&gate, &session, at(13)));
    assert!(is_signed_in(&gate, &other, at(13)), "the session of another passkey goes on");
    // The service vouches for it all the same.
    let later = verified("later", json!({ "timestamp": jiff(at(13)) }));
    let opened = gate.sign_in(&later, TokenKind::PasskeySignin, None, at(13)).await;
    assert_eq!(refused(opened), (401, "token_revoked"));
}

#[tokio::test]
async fn a_session_is_ended_on_the_server() {
    let gate = gate();
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    let other = sign_in(&gate, "u", json!({})).await.unwrap();
    gate.sign_out(&session, at(12)).await.unwrap();
    assert!(!is_signed_in(&gate, &session, at(13)), "the cookie was kept, and shown again");
    assert!(is_signed_in(&gate, &other, at(13)));
    let bearer = format!("Bearer {}", gate.bearer(&session).unwrap());
    let visitor = gate.check(&ask(&gate, "GET", &[], &[&bearer]), at(13));
    assert_eq!(refused(visitor), (401, "invalid_credential"));
}

#[tokio::test]
async fn a_sign_in_over_a_session_has_a_new_id_and_ends_the_old_one() {
    let gate = gate();
    let planted = sign_in(&gate, "mallory", json!({ "userId": "mallory" })).await.unwrap();
    let user = verified("t", json!({}));
    let session = gate.sign_in(&user, TokenKind::PasskeySignin, Some(&planted), at(12)).await.unwrap();
    assert_ne!(session.id(), planted.id());
    assert_eq!(session.user_id(), "alice");
    assert!(!is_signed_in(&gate, &planted, at(13)));
    assert!(is_signed_in(&gate, &session, at(13)));
}

#[tokio::test]
async fn a_restart_revives_nothing() {
    let before = gate();
    let session = sign_in(&before, "t", json!({})).await.unwrap();
    before.sign_out(&session, at(12)).await.unwrap();
    let after = gate_over(SingleProcess::started_at(at(20)));
    assert!(!is_signed_in(&after, &session, at(21)));
    assert_eq!(refused(sign_in(&after, "t", json!({})).await), (401, "token_revoked"));
}

#[tokio::test]
async fn a_step_up_needs_the_purpose_the_user_and_a_live_session() {
    let gate = gate();
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    for (changes, expected) in [
        (json!({}), (403, "purpose_denied")),
        (json!({ "purpose": "leave" }), (403, "purpose_denied")),
        (json!({ "purpose": "pay", "userId": "mallory" }), (403, "user_denied")),
        (json!({ "purpose": "pay", "type": "generated_signin" }), (403, "token_kind_denied")),
        (json!({ "purpose": "pay", "origin": "https://evil.example" }), (403, "origin_denied")),
    ] {
        let outcome = gate.step_up::<Pay>(&verified("s", changes.clone()), &session, at(12)).await;
        assert_eq!(refused(outcome), expected, "{changes}");
    }
    let confirmed = verified("s", json!({ "purpose": "pay" }));
    let fresh = gate.step_up::<Pay>(&confirmed, &session, at(12)).await.unwrap();
    assert_eq!(fresh.id(), session.id());
    assert_eq!(
        fresh.stepped_up(),
        Some(("pay", at(10))),
        "when the passkey was used, not when we heard of it"
    );
    assert!(is_signed_in(&gate, &fresh, at(13)));

    gate.sign_out(&fresh, at(13)).await.unwrap();
    let again = verified("again", json!({ "purpose": "pay" }));
    let outcome = gate.step_up::<Pay>(&again, &fresh, at(14)).await;
    assert_eq!(refused(outcome), (401, "sign_in_required"), "a step-up revives no session");
}

#[tokio::test]
async fn a_confirmation_counts_from_when_the_passkey_was_used() {
    let gate = gate();
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    // The service gives tokens for this purpose a life of six days, and a page kept two of them.
    let kept = json!({ "purpose": "pay", "timestamp": jiff(at(10)), "expiresAt": jiff(at(6 * 24 * 3600)) });
    let limit = 10 + Pay::MAX_AGE.as_secs() + 5;
    let outcome = gate.step_up::<Pay>(&verified("late", kept.clone()), &session, at(limit + 1)).await;
    assert_eq!(refused(outcome), (401, "token_expired"));
    let confirmed = gate.step_up::<Pay>(&verified("just", kept), &session, at(limit)).await.unwrap();
    assert_eq!(confirmed.stepped_up(), Some(("pay", at(10))));
    assert!(Fresh::<Pay>::new(confirmed.clone(), at(10 + Pay::MAX_AGE.as_secs())).is_ok());
    assert!(Fresh::<Pay>::new(confirmed, at(limit)).is_err(), "the leeway lets no confirmation count longer");
    // A service whose clock is ahead makes no confirmation count longer either.
    let ahead = json!({ "purpose": "pay", "timestamp": jiff(at(16)), "expiresAt": jiff(at(136)) });
    let confirmed = gate.step_up::<Pay>(&verified("ahead", ahead), &session, at(12)).await.unwrap();
    assert_eq!(confirmed.stepped_up(), Some(("pay", at(12))));
}

#[tokio::test]
async fn what_does_not_fit_into_a_session_is_our_mistake() {
    let gate = gate();
    let long = json!({ "userId": "x".repeat(129) });
    assert_eq!(refused(sign_in(&gate, "long", long).await), (500, "misconfigured"));
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    let user = verified("u", json!({ "purpose": "not a name" }));
    let outcome = gate.step_up::<Unnameable>(&user, &session, at(12)).await;
    assert_eq!(refused(outcome), (500, "misconfigured"));
}

#[tokio::test]
async fn a_full_store_refuses_and_forgets_nothing() {
    let gate = gate_over(SingleProcess::started_at(at(0)).capacity(2));
    for token in ["a", "b"] {
        assert!(sign_in(&gate, token, json!({})).await.is_ok());
    }
    let rejection = sign_in(&gate, "c", json!({})).await.unwrap_err();
    assert_eq!((rejection.status(), rejection.code()), (503, "overloaded"));
    assert!(rejection.retry_after_seconds().is_some());
    assert_eq!(refused(sign_in(&gate, "a", json!({})).await), (401, "token_already_used"));
}

#[tokio::test]
async fn mixed_origins_are_refused_when_the_gate_is_made() {
    let policy = Policy::new([ORIGIN, "http://localhost:4000"]).unwrap();
    let error = Gate::new(policy, key(), SingleProcess::new()).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Config);
}

#[tokio::test]
async fn limits_end_sessions() {
    let gate = gate().session_limits(SessionLimits::new(MINUTE));
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    assert!(is_signed_in(&gate, &session, at(10 + 59)));
    assert!(!is_signed_in(&gate, &session, at(10 + 60)));
}

#[tokio::test]
async fn a_token_that_was_held_back_is_no_fresh_use_of_a_passkey() {
    let gate = gate();
    let long = json!({ "expiresAt": jiff(at(3600)) });
    let user = verified("held back", long);
    let late = at(10) + MINUTE * 30;
    let session = gate.sign_in(&user, TokenKind::PasskeySignin, None, late).await.unwrap();
    assert_eq!(session.passkey_used_at(), Some(at(10)));
    // One that the service's clock made a moment ahead of ours was used now.
    let ahead = verified("ahead", json!({ "timestamp": jiff(at(12)) }));
    let session = gate.sign_in(&ahead, TokenKind::PasskeySignin, None, at(11)).await.unwrap();
    assert_eq!(session.passkey_used_at(), Some(at(11)));
}
