//! What users and processes share, and what each has for itself.

use std::time::{Duration, SystemTime};

use super::{
    super::{Replaced, Revocation, SessionMarks, Spent, Store, StoreErrorKind, TokenMarks},
    MINUTE,
    marks::{is_first, is_revoked, open, random, token},
};

/// A lease has one holder, ends by being given back by its holder, and by itself.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_lease_has_one_holder(store: impl Store) {
    let (user, now) = (random(), SystemTime::now());
    let lease = store.lease(user, MINUTE, now).await.ok().flatten();
    assert!(lease.is_some(), "a lease that nobody holds can be taken");
    let second = store.lease(user, MINUTE, now).await;
    assert!(matches!(second, Ok(None)), "a lease was taken twice: {second:?}");
    let stranger = store.lease(random(), MINUTE, now).await;
    assert!(matches!(stranger, Ok(Some(_))), "a lease kept another user waiting: {stranger:?}");

    assert!(store.release(user, random()).await.is_ok());
    let second = store.lease(user, MINUTE, now).await;
    assert!(matches!(second, Ok(None)), "a lease was given back by somebody else: {second:?}");
    if let Some(lease) = lease {
        assert!(store.release(user, lease).await.is_ok());
    }
    let third = store.lease(user, Duration::ZERO, now).await;
    assert!(matches!(third, Ok(Some(_))), "a lease that was given back can be taken: {third:?}");
    let fourth = store.lease(user, MINUTE, now + Duration::from_secs(1)).await;
    assert!(matches!(fourth, Ok(Some(_))), "a lease that ended can be taken: {fourth:?}");
}

/// A user who deletes passkeys without end is refused, and nobody else is.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn one_user_pays_for_deleted_passkeys(store: impl Store) {
    const FAR_TOO_MANY: usize = 1_000;
    let now = SystemTime::now();
    let (user, victim) = (random(), open(&store, token(), now).await);
    let mut ended = Vec::new();
    let refused = loop {
        assert!(ended.len() < FAR_TOO_MANY, "one user fills the store");
        let credential = random();
        match store.revoke(Revocation::Credential { credential, user }, now + MINUTE, now).await {
            Ok(()) => ended.push(credential),
            Err(error) => break error,
        }
    };
    assert_eq!(refused.kind(), StoreErrorKind::TooMany, "another refusal than that user's: {refused}");
    // Those that have ended stay so, and can be ended again.
    for credential in ended {
        let end = Revocation::Credential { credential, user };
        assert!(store.revoke(end, now + MINUTE, now).await.is_ok(), "a call cannot be repeated");
        let token = TokenMarks { user, credential: Some(credential), ..token() };
        let answer = store.spend(token, None, now).await;
        assert!(matches!(answer, Ok(Spent::Revoked)), "an ended passkey signed in: {answer:?}");
    }
    let SessionMarks { session, user, credential, .. } = victim;
    let ends = [
        credential.map(|credential| Revocation::Credential { credential, user }),
        Some(Revocation::Session { session, user }),
        Some(Revocation::User(user)),
    ];
    for end in ends.into_iter().flatten() {
        let answer = store.revoke(end, now + MINUTE, now).await;
        assert!(answer.is_ok(), "another user's end was refused: {answer:?}");
    }
    assert!(is_revoked(&store, &victim), "another user's session is alive");
}

/// For stores that share a database: what one revokes, the other refuses, once `settled` has waited long enough; and
/// a token that one spent is spent for the other at once, as a passkey is known.
///
/// # Panics
///
/// When the stores do not keep to this.
pub async fn two_processes(one: impl Store, other: impl Store, settled: impl AsyncFn()) {
    let (spent, now) = (token(), SystemTime::now());
    let session = open(&one, spent, now).await;
    let answer = other.spend(spent, None, now).await;
    assert!(matches!(answer, Ok(Spent::Again)), "a token was spent in two processes: {answer:?}");
    assert!(!is_revoked(&other, &session), "a session of one process is alive in the other");

    let (by_user, by_passkey) = (open(&one, token(), now).await, open(&one, token(), now).await);
    let mut ends = vec![
        Revocation::Session { session: session.session, user: session.user },
        Revocation::User(by_user.user),
    ];
    if let Some(credential) = by_passkey.credential {
        ends.push(Revocation::Credential { credential, user: by_passkey.user });
    }
    for end in ends {
        assert!(one.revoke(end, now + MINUTE, now).await.is_ok());
    }
    let passkey = random();
    assert!(one.add_passkeys(session.user, vec![passkey]).await.is_ok());
    let known = other.passkeys(session.user).await;
    assert!(
        matches!(&known, Ok(Some(known)) if *known == [passkey]),
        "the other process does not know a passkey: {known:?}"
    );
    let (by_sign_in, next) = (open(&one, token(), now).await, token());
    let over = Replaced { session: by_sign_in.session, user: by_sign_in.user, until: now + MINUTE };
    assert!(is_first(one.spend(next, Some(over), now).await));
    settled().await;
    for session in [session, by_user, by_passkey, by_sign_in] {
        assert!(is_revoked(&other, &session), "the other process did not hear of a revocation");
    }
}
