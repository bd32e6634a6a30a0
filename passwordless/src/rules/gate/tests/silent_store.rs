//! A store that stopped answering, or knows too little.

use std::future::pending;

use super::*;
use crate::{
    Mark, SessionMarks,
    store::{Generation, Replaced, Revocation, Spent, StoreError, StoreFuture, TokenMarks},
};

/// Answers nothing that needs its database, and knows what it is told to know.
#[derive(Debug)]
struct Silent {
    is_stale: bool,
}

impl Store for Silent {
    fn spend(&self, _: TokenMarks, _: Option<Replaced>, _: SystemTime) -> StoreFuture<'_, Spent> {
        Box::pin(pending())
    }

    fn revoke(&self, _: Revocation, _: SystemTime, _: SystemTime) -> StoreFuture<'_, ()> {
        Box::pin(pending())
    }

    fn lease(&self, _: Mark, _: Duration, _: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        Box::pin(pending())
    }

    fn release(&self, _: Mark, _: Mark) -> StoreFuture<'_, ()> {
        Box::pin(pending())
    }

    fn is_revoked(&self, _: &SessionMarks, _: SystemTime) -> Result<bool, StoreError> {
        if self.is_stale { Err(StoreError::stale(MINUTE * 2)) } else { Ok(false) }
    }

    fn generation(&self, _: Mark, _: SystemTime) -> Result<Generation, StoreError> {
        Ok(Generation { store: Mark::from_bytes([7; Mark::LEN]), count: 7 })
    }

    fn passkeys(&self, _: Mark) -> StoreFuture<'_, Option<Vec<Mark>>> {
        Box::pin(pending())
    }

    fn add_passkeys(&self, _: Mark, _: Vec<Mark>) -> StoreFuture<'_, ()> {
        Box::pin(pending())
    }

    fn forget_passkey(&self, _: Mark, _: Mark) -> StoreFuture<'_, ()> {
        Box::pin(pending())
    }

    fn forget_passkeys(&self, _: Mark) -> StoreFuture<'_, ()> {
        Box::pin(pending())
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_signs_in_or_out_and_nobody_waits_for_long() {
    let gate = gate_over(Silent { is_stale: false });
    let session = gate.signed_in_as("alice", at(10)).unwrap();
    let unavailable = (503, "unavailable");
    assert_eq!(refused(sign_in(&gate, "t", json!({})).await), unavailable);
    assert_eq!(refused(gate.sign_out(&session, at(12)).await), unavailable);
    assert_eq!(refused(gate.sign_out_everywhere("alice", at(12)).await), unavailable);
    assert!(is_signed_in(&gate, &session, at(12)), "who is signed in stays so while knowledge is young");
}

#[test]
fn a_session_is_not_trusted_on_old_knowledge_and_nobody_else_is_concerned() {
    let gate = gate_over(Silent { is_stale: true });
    let session = gate.signed_in_as("alice", at(10)).unwrap();
    assert_eq!(refused(gate.has_ended(session.marks(), at(12))), (503, "unavailable"));
    let cookie = cookie_of(&gate, &session);
    let bearer = format!("Bearer {}", gate.bearer(&session).unwrap());
    for request in [ask(&gate, "GET", &[&cookie], &[]), ask(&gate, "GET", &[], &[&bearer])] {
        let rejection = gate.check(&request, at(12)).unwrap_err();
        assert_eq!(rejection.kind(), RejectionKind::Unavailable);
        assert_eq!(rejection.retry_after_seconds(), Some(5));
    }
    for cookies in [&[][..], &["__Host-passwordless=forged"]] {
        assert!(gate.check(&ask(&gate, "GET", cookies, &[]), at(12)).is_ok(), "no session, no store");
    }
}
