//! A passkey that somebody made with a stolen registration token: the application never hears of it.

use std::sync::Arc;

use super::{lasting::Lasting, *};
use crate::{CredentialId, DenialKind, Rejection};

fn passkey(id: &str) -> CredentialId {
    id.parse().unwrap()
}

fn signs_in(token_id: &str, passkey: &str) -> VerifiedUser {
    verified(token_id, json!({ "credentialId": passkey }))
}

fn registers(token_id: &str, passkey: &str) -> VerifiedUser {
    let register = json!({ "credentialId": passkey, "type": "passkey_register", "purpose": null });
    verified(token_id, register)
}

async fn enter(gate: &Gate, user: &VerifiedUser) -> Result<Session, Rejection> {
    gate.sign_in(user, user.kind(), None, at(11)).await
}

#[tokio::test]
async fn where_one_passkey_is_known_no_other_signs_in_and_its_token_is_not_spent() {
    let gate = gate();
    gate.add_passkeys("alice", [&passkey("AAAA")]).await.unwrap();
    assert!(enter(&gate, &signs_in("1", "AAAA")).await.is_ok());
    let stolen = signs_in("2", "BBBB");
    assert_eq!(refused(enter(&gate, &stolen).await), (403, "unregistered_passkey"));
    // Whoever says that it is the user's makes it good, with this very token.
    gate.add_passkeys("alice", [&passkey("BBBB")]).await.unwrap();
    assert!(enter(&gate, &stolen).await.is_ok());
    assert_eq!(refused(enter(&gate, &stolen).await), (401, "token_already_used"));
}

#[tokio::test]
async fn a_step_up_by_an_unknown_passkey_confirms_nothing() {
    struct Pay;
    impl crate::Purpose for Pay {
        const NAME: &'static str = "pay";
    }
    let gate = gate();
    gate.add_passkeys("alice", [&passkey("AAAA")]).await.unwrap();
    let session = gate.signed_in_as("alice", at(10)).unwrap();
    let pay = |id: &str, passkey: &str| verified(id, json!({ "credentialId": passkey, "purpose": "pay" }));
    let stolen = pay("1", "BBBB");
    let refusal = gate.step_up::<Pay>(&stolen, &session, at(11)).await;
    assert_eq!(refused(refusal), (403, "unregistered_passkey"));
    let expected = Expected::confirmation::<Pay>();
    assert_eq!(refused(gate.accept_for(&stolen, expected, at(11)).await), (403, "unregistered_passkey"));
    assert!(gate.step_up::<Pay>(&pay("2", "AAAA"), &session, at(11)).await.is_ok());
}

#[tokio::test]
async fn of_a_user_of_whom_nothing_is_known_any_passkey_signs_in_by_default() {
    let gate = gate();
    assert!(enter(&gate, &signs_in("1", "AAAA")).await.is_ok());
    assert!(enter(&gate, &registers("2", "BBBB")).await.is_ok());
    // A registration alone does not lock out what the user had before.
    assert!(enter(&gate, &signs_in("3", "AAAA")).await.is_ok());
}

#[tokio::test]
async fn that_somebody_hands_in_a_registration_makes_no_passkey_known() {
    let gate = gate();
    gate.add_passkeys("alice", [&passkey("AAAA")]).await.unwrap();
    // Whose it is was asked by nobody: it may be a thief who hands it in.
    gate.accept_for(&registers("1", "BBBB"), Expected::REGISTRATION, at(11)).await.unwrap();
    assert_eq!(refused(enter(&gate, &signs_in("2", "BBBB")).await), (403, "unregistered_passkey"));
}

#[tokio::test]
async fn a_deleted_passkey_is_not_known_any_more() {
    let gate = gate();
    gate.add_passkeys("alice", [&passkey("AAAA"), &passkey("BBBB")]).await.unwrap();
    gate.end_passkey("alice", &passkey("AAAA"), at(11)).await.unwrap();
    assert_eq!(refused(enter(&gate, &signs_in("1", "AAAA")).await), (401, "token_revoked"));
    let ids = [passkey("AAAA"), passkey("BBBB")];
    assert_eq!(gate.unknown_passkeys("alice", ids.iter()).await.unwrap(), [passkey("AAAA")]);
    gate.end_passkey("alice", &passkey("BBBB"), at(11)).await.unwrap();
    assert_eq!(
        refused(enter(&gate, &signs_in("2", "CCCC")).await),
        (403, "unregistered_passkey"),
        "who deleted the last of them is no stranger"
    );
    gate.forget_passkeys("alice").await.unwrap();
    assert!(enter(&gate, &signs_in("3", "CCCC")).await.is_ok());
}

#[tokio::test]
async fn where_a_user_ends_in_place_of_a_passkey_a_failure_leaves_it_known() {
    let store = Arc::new(Lasting::new());
    let gate = gate_over(Arc::clone(&store));
    let others: Vec<_> = (10..42).map(|n| passkey(&format!("AA{n}"))).collect();
    gate.add_passkeys("alice", others.iter().chain([&passkey("AAAA")])).await.unwrap();
    for other in &others {
        gate.end_passkey("alice", other, at(11)).await.unwrap();
    }
    let session = enter(&gate, &signs_in("1", "AAAA")).await.unwrap();
    store.fails(true);
    let refusal = gate.end_passkey("alice", &passkey("AAAA"), at(12)).await;
    assert_eq!(refused(refusal), (503, "unavailable"));
    let ids = [passkey("AAAA")];
    assert!(
        gate.unknown_passkeys("alice", ids.iter()).await.unwrap().is_empty(),
        "nobody would end it again"
    );
    store.fails(false);
    gate.end_passkey("alice", &passkey("AAAA"), at(12)).await.unwrap();
    assert!(!is_signed_in(&gate, &session, at(13)));
    assert_eq!(refused(enter(&gate, &signs_in("2", "AAAA")).await), (403, "unregistered_passkey"));
}

#[tokio::test]
async fn only_known_passkeys_sign_in_where_that_is_asked_for() {
    let gate = gate_over(Lasting::new()).only_known_passkeys().unwrap();
    assert_eq!(refused(enter(&gate, &signs_in("1", "AAAA")).await), (403, "unregistered_passkey"));
    gate.add_passkeys("alice", [&passkey("AAAA")]).await.unwrap();
    assert!(enter(&gate, &signs_in("3", "AAAA")).await.is_ok());
    assert_eq!(refused(enter(&gate, &signs_in("4", "BBBB")).await), (403, "unregistered_passkey"));
    // A link and a token of our own come without a passkey.
    let link = json!({ "type": "magic_link", "credentialId": null, "purpose": null, "origin": null });
    assert!(enter(&gate, &verified("5", link)).await.is_ok());
}

#[test]
fn a_store_that_forgets_at_a_restart_refuses_to_lock_everybody_out() {
    let error = gate().only_known_passkeys().unwrap_err().to_string();
    assert!(error.contains("restart") && error.contains("SqlStore"), "{error}");
}

#[test]
fn the_rule_has_a_name() {
    let denial = crate::Denial::new(DenialKind::Passkey, String::new());
    assert_eq!(Rejection::from(denial).code(), "unregistered_passkey");
}
