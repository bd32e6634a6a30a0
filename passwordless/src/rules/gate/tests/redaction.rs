//! Nothing that can be formatted or logged shows what could be used.

use tracing::Level;

use self::log::Log;
use super::*;
use crate::{Fresh, Mark, Purpose, SessionLimits, store::StoreError};

#[path = "../../../../tests/support/log.rs"]
mod log;

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

#[tokio::test]
async fn nothing_shows_a_token_a_cookie_a_bearer_or_a_key() {
    let (log, _guard) = Log::of_this_thread(Level::TRACE);

    let gate = gate().session_limits(SessionLimits::new(MINUTE * 60).idle(MINUTE));
    let session = sign_in(&gate, "0b6c4b9c-token-id", json!({})).await.unwrap();
    let confirmed = verified("1c7d5c0d-token-id", json!({ "purpose": "pay" }));
    let stepped_up = gate.step_up::<Pay>(&confirmed, &session, at(12)).await.unwrap();
    let cookie = cookie_of(&gate, &session);
    let bearer = format!("Bearer {}", gate.bearer(&session).unwrap());
    let token = "Bearer verify_k8Qg6e9dSdFT";

    let mut shown = String::new();
    for (cookies, bearers) in
        [(&[&*cookie][..], &[][..]), (&[], &[&*bearer]), (&[&cookie, &cookie], &[token])]
    {
        let request = ask(&gate, "POST", cookies, bearers);
        shown += &format!("{request:?} {:?}", gate.check(&request, at(12)));
    }
    let visitor = gate.check(&ask(&gate, "GET", &[], &[token]), at(12));
    let fresh = Fresh::<Pay>::new(stepped_up, at(12)).unwrap();
    shown += &format!("{gate:?} {gate:#?} {session:?} {visitor:?} {fresh:?} {:?}", key());
    let again = sign_in(&gate, "0b6c4b9c-token-id", json!({})).await.unwrap_err();
    shown += &format!("{again} {again:?} {}", again.body());
    for denied in [json!({ "origin": "https://evil.example" }), json!({ "type": "magic_link" })] {
        shown += &format!("{:?}", sign_in(&gate, "2d8e6d1e-token-id", denied).await);
    }
    gate.sign_out(&session, at(13)).await.unwrap();
    gate.sign_out_everywhere("alice", at(13)).await.unwrap();
    shown += &format!("{:?} {:?}", Mark::token("0b6c4b9c-token-id"), StoreError::full());
    shown += &log.text();

    assert!(shown.contains("signed in") && shown.contains("alice") && shown.contains("token_already_used"));
    let (_, cookie) = cookie.split_once('=').unwrap();
    let bearer = bearer.strip_prefix("Bearer sealed_").unwrap();
    let text = session.as_text();
    for secret in
        [&cookie[..12], &bearer[..12], &text[22..34], "k8Qg6e9dSdFT", "token-id", "sealed_", "verify_"]
    {
        assert!(!shown.contains(secret), "{secret} in: {shown}");
    }
}
