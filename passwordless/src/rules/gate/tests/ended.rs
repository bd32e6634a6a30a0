//! What a list of sessions is told about them.

use std::sync::Arc;

use super::*;
use crate::SessionLimits;

#[tokio::test]
async fn a_list_of_sessions_says_which_have_ended_however_they_did() {
    let gate = gate();
    let open = async |token: &str, over: Option<&Session>, passkey: &str| {
        let user = verified(token, json!({ "credentialId": passkey }));
        gate.sign_in(&user, TokenKind::PasskeySignin, over, at(11)).await.unwrap()
    };
    let (own, other) = ("5tQx+8nZ/0aKp1Yb3cDfGQ==", "AAECAwQFBgcICQoLDA0ODw==");
    let one = open("1", None, own).await;
    let two = open("2", None, own).await;
    let three = open("3", Some(&two), own).await;
    let four = open("4", None, other).await;
    let ended =
        || [&one, &two, &three, &four].map(|session| gate.has_ended(session.marks(), at(12)).unwrap());
    assert_eq!(ended(), [false, true, false, false], "a sign-in ends the one it is made over");
    gate.end_session("alice", one.mark(), one.expires_at(), at(12)).await.unwrap();
    assert_eq!(ended(), [true, true, false, false]);
    gate.end_passkey("alice", &other.parse().unwrap(), at(12)).await.unwrap();
    assert_eq!(ended(), [true, true, false, true], "a passkey takes the sessions it opened along");
    gate.sign_out_everywhere("alice", at(12)).await.unwrap();
    assert_eq!(ended(), [true; 4]);
}

#[tokio::test]
async fn an_end_at_the_host_with_shorter_sessions_lasts_at_the_other() {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    for by_passkey in [false, true] {
        let store = Arc::new(SingleProcess::started_at(at(0)));
        let long = gate_over(Arc::clone(&store)).session_limits(SessionLimits::new(DAY * 30));
        let short = gate_over(store);
        let session = sign_in(&long, "t", json!({})).await.unwrap();
        match by_passkey {
            false => short.sign_out_everywhere("alice", at(12)).await.unwrap(),
            true => {
                let passkey = "5tQx-8nZ_0aKp1Yb3cDfGQ".parse().unwrap();
                short.end_passkey("alice", &passkey, at(12)).await.unwrap();
            }
        }
        for day in 1..30 {
            let now = at(12) + DAY * day;
            // The store looks at what it may forget.
            short.sign_out_everywhere("bob", now).await.unwrap();
            assert!(
                !is_signed_in(&long, &session, now),
                "alive again on day {day}, ended by passkey: {by_passkey}"
            );
        }
    }
}

#[tokio::test]
async fn no_session_lasts_longer_than_an_end_is_remembered() {
    let gate = gate().session_limits(SessionLimits::new(Duration::MAX));
    let session = sign_in(&gate, "t", json!({})).await.unwrap();
    assert_eq!(session.expires_at(), at(10) + crate::store::LONGEST_SESSION);
}
