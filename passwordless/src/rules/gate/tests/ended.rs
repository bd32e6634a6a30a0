//! What a list of sessions is told about them.

use super::*;

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
