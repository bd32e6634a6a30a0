use serde_json::{Value, json};

use super::*;
use crate::api::VerifiedUserWire as Wire;

const SIGNIN: TokenKind = TokenKind::PasskeySignin;

fn user_with(changes: Value) -> VerifiedUser {
    let mut user = json!({
        "userId": "u-1001", "timestamp": "2025-03-04T05:06:07Z", "rpId": "app.example",
        "origin": "https://app.example", "success": true, "device": "Chrome, Mac OS X 10", "country": "SE",
        "nickname": null, "credentialId": "5tQx+8nZ/0aKp1Yb3cDfGQ==", "purpose": "sign-in",
        "expiresAt": "2025-03-04T05:08:07Z", "tokenId": "7d0c4c0e-6a53-4f0e-9f3a-0d1f5a6b7c8d",
        "type": "passkey_signin"
    });
    for (name, value) in changes.as_object().unwrap() {
        user[name] = value.clone();
    }
    serde_json::from_value::<Wire>(user).unwrap().vouched().unwrap()
}

/// The given number of seconds after the token was made.
fn after(seconds: i64) -> SystemTime {
    let made = SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_064_767);
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { made - by } else { made + by }
}

fn policy() -> Policy {
    Policy::new(["https://app.example", "http://localhost:4000"]).unwrap()
}

fn denied(policy: &Policy, changes: Value, expected: &TokenKind, now: SystemTime) -> Option<DenialKind> {
    policy.check(&user_with(changes), expected.clone(), now).err().map(|denial| denial.kind())
}

#[test]
fn a_sign_in_on_an_allowed_origin_passes() {
    for origin in
        ["https://app.example", "HTTPS://APP.EXAMPLE", "https://app.example/", "http://localhost:4000"]
    {
        assert_eq!(denied(&policy(), json!({ "origin": origin }), &SIGNIN, after(1)), None, "{origin}");
    }
}

#[test]
fn another_origin_is_denied_whatever_it_looks_like() {
    for origin in [
        json!("https://evil.example"),
        json!("https://app.example.evil.example"),
        json!("https://evil.app.example"),
        json!("http://app.example"),
        json!("https://app.example:8443"),
        json!("http://localhost:4001"),
        json!("https://evil.example\\@app.example"),
        json!("https://app.example@evil.example"),
        json!("android:apk-key-hash:abc"),
        json!(""),
        json!(null),
    ] {
        let kind = denied(&policy(), json!({ "origin": origin }), &SIGNIN, after(1));
        assert_eq!(kind, Some(DenialKind::Origin), "{origin}");
    }
}

#[test]
fn the_right_relying_party_never_makes_up_for_the_wrong_origin() {
    let policy = policy().relying_party("app.example");
    let changes = json!({ "origin": "https://evil.example", "rpId": "app.example" });
    assert_eq!(denied(&policy, changes, &SIGNIN, after(1)), Some(DenialKind::Origin));
    assert_eq!(denied(&policy, json!({}), &SIGNIN, after(1)), None);
    for rp_id in [json!("evil.example"), json!("example"), json!(null)] {
        let kind = denied(&policy, json!({ "rpId": rp_id }), &SIGNIN, after(1));
        assert_eq!(kind, Some(DenialKind::RelyingParty));
    }
}

#[test]
fn each_kind_counts_at_its_own_door_only() {
    for kind in ["passkey_register", "generated_signin", "magic_link", "PASSKEY_SIGNIN", "brand_new", ""] {
        let denial = denied(&policy(), json!({ "type": kind }), &SIGNIN, after(1));
        assert_eq!(denial, Some(DenialKind::Kind), "{kind}");
        assert_eq!(denied(&policy(), json!({ "type": kind }), &TokenKind::from(kind), after(1)), None);
    }
}

#[test]
fn tokens_without_a_ceremony_need_no_origin_but_none_may_name_a_foreign_one() {
    let link =
        |origin: Value| json!({ "type": "magic_link", "origin": origin, "rpId": null, "purpose": null });
    let policy = policy().relying_party("app.example");
    assert_eq!(denied(&policy, link(json!(null)), &TokenKind::MagicLink, after(1)), None);
    let foreign = link(json!("https://evil.example"));
    assert_eq!(denied(&policy, foreign, &TokenKind::MagicLink, after(1)), Some(DenialKind::Origin));
    let other = json!({ "type": "brand_new", "origin": null });
    assert_eq!(denied(&policy, other, &TokenKind::from("brand_new"), after(1)), Some(DenialKind::Origin));
}

#[test]
fn a_purpose_is_compared_exactly() {
    let policy = policy().purpose("step-up");
    assert_eq!(denied(&policy, json!({ "purpose": "step-up" }), &SIGNIN, after(1)), None);
    for purpose in [json!("sign-in"), json!("Step-Up"), json!(null)] {
        let kind = denied(&policy, json!({ "purpose": purpose }), &SIGNIN, after(1));
        assert_eq!(kind, Some(DenialKind::Purpose));
    }
}

#[test]
fn age_is_measured_with_leeway_on_both_sides() {
    let aged = policy().max_age(Duration::from_secs(60)).leeway(Duration::from_secs(5));
    assert_eq!(denied(&aged, json!({}), &SIGNIN, after(-5)), None);
    assert_eq!(denied(&aged, json!({}), &SIGNIN, after(-6)), Some(DenialKind::Clock));
    assert_eq!(denied(&aged, json!({}), &SIGNIN, after(65)), None);
    assert_eq!(denied(&aged, json!({}), &SIGNIN, after(66)), Some(DenialKind::Age));
    assert_eq!(denied(&policy(), json!({}), &SIGNIN, after(125)), None);
    assert_eq!(denied(&policy(), json!({}), &SIGNIN, after(126)), Some(DenialKind::Age));
    let endless = policy().max_age(Duration::MAX).leeway(Duration::MAX);
    assert_eq!(denied(&endless, json!({}), &SIGNIN, after(500)), None);
}

#[test]
fn a_denial_names_what_was_seen_what_is_allowed_and_the_setting() {
    let user = user_with(json!({ "origin": "https://evil.example\nfake log line" }));
    let text = policy().check(&user, SIGNIN, after(1)).unwrap_err().to_string();
    for part in [
        "https://evil.example\\nfake",
        "https://app.example, http://localhost:4000",
        "to the allowed origins",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains('\n'));
    let user = user_with(json!({ "origin": "x".repeat(5000) }));
    assert!(policy().check(&user, SIGNIN, after(1)).unwrap_err().to_string().len() < 400);
    let text = policy().check(&user_with(json!({})), SIGNIN, after(900)).unwrap_err().to_string();
    assert!(text.contains("2025-03-04T05:06:07Z") && text.contains("2025-03-04T05:21:07Z"), "{text}");
}

#[test]
fn a_policy_needs_an_origin() {
    let none: [&str; 0] = [];
    assert!(Policy::new(none).unwrap_err().to_string().contains("https://app.example"));
    assert!(Policy::new(["https://app.example/login"]).is_err());
}

#[test]
fn an_answer_that_does_not_vouch_makes_no_user() {
    for changes in [json!({ "success": false }), json!({ "userId": "" }), json!({ "tokenId": "" })] {
        let mut user = json!({
            "userId": "u", "timestamp": "2025-03-04T05:06:07Z", "expiresAt": "2025-03-04T05:08:07Z",
            "tokenId": "t", "success": true, "type": "passkey_signin"
        });
        for (name, value) in changes.as_object().unwrap() {
            user[name] = value.clone();
        }
        assert!(serde_json::from_value::<Wire>(user).unwrap().vouched().is_none());
    }
}
