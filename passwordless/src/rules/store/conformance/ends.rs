//! What has ended stays so, and nothing else ends.

use std::time::{Duration, SystemTime};

use super::{
    super::{Generation, Revocation, SessionMarks, Spent, Store, TokenMarks},
    MINUTE,
    marks::{is_revoked, open, random, token},
};

/// Revoking a user ends the sessions and tokens from before, and none from after: no leeway is given.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_user_signs_out_everywhere(store: impl Store) {
    let (before, now) = (token(), SystemTime::now());
    let session = open(&store, before, now).await;
    let unspent = TokenMarks { token: random(), ..before };
    let stranger = open(&store, token(), now).await;
    assert!(!is_revoked(&store, &session), "a new session is alive");

    let user = Revocation::User(before.user);
    // Twice, because a caller that got no answer repeats the call.
    for _ in 0..2 {
        assert!(store.revoke(user, now + MINUTE, now).await.is_ok(), "a user can be revoked");
    }
    assert!(is_revoked(&store, &session), "a session outlived its user's sign-out everywhere");
    let answer = store.spend(unspent, None, now).await;
    assert!(matches!(answer, Ok(Spent::Revoked)), "a token outlived a sign-out everywhere: {answer:?}");
    assert!(!is_revoked(&store, &stranger), "a sign-out ended the session of another user");

    let later = SystemTime::now() + Duration::from_secs(1);
    let token = TokenMarks { token: random(), minted_at: later, until: later + MINUTE, ..before };
    let session = open(&store, token, later).await;
    assert!(!is_revoked(&store, &session), "a session a second after a sign-out everywhere is dead");
}

/// Revoking a session ends that session.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_session_ends(store: impl Store) {
    let now = SystemTime::now();
    let (session, stranger) = (open(&store, token(), now).await, open(&store, token(), now).await);
    let end = Revocation::Session { session: session.session, user: session.user };
    for _ in 0..2 {
        assert!(store.revoke(end, now + MINUTE, now).await.is_ok(), "a session can be revoked");
    }
    assert!(is_revoked(&store, &session), "a session outlived its sign-out");
    assert!(!is_revoked(&store, &stranger), "a sign-out ended the session of another user");
}

/// Revoking a passkey ends the sessions that it opened, and its tokens, whenever they were made.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_passkey_ends_its_sessions(store: impl Store) {
    let now = SystemTime::now();
    let (one, other) = (token(), token());
    let (session, stranger) = (open(&store, one, now).await, open(&store, other, now).await);
    let Some(credential) = one.credential else { return };
    let end = Revocation::Credential { credential, user: one.user };
    for _ in 0..2 {
        assert!(store.revoke(end, now + MINUTE, now).await.is_ok(), "a passkey can be revoked");
    }
    assert!(is_revoked(&store, &session), "a session outlived its passkey");
    assert!(!is_revoked(&store, &stranger), "a passkey ended the session of another user");
    let later = TokenMarks { token: random(), minted_at: now + Duration::from_secs(1), ..one };
    let answer = store.spend(later, None, now).await;
    assert!(matches!(answer, Ok(Spent::Revoked)), "a token outlived its passkey: {answer:?}");
}

/// A user's generation grows with each revocation, and what is known of it agrees with what a token is answered.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn generations_never_fall(store: impl Store) {
    let (user, mut now) = (random(), SystemTime::now());
    let mut last = None;
    for _ in 0..40 {
        let token = TokenMarks { user, minted_at: now, until: now + MINUTE, ..token() };
        let generation = open(&store, token, now).await.generation.count;
        assert!(last < Some(generation), "a generation fell or stayed: {last:?}, then {generation}");
        let known = store.generation(user, now);
        assert!(known.is_ok_and(|known| known.count >= generation), "a store forgot what it answered");
        last = Some(generation);
        assert!(store.revoke(Revocation::User(user), now + MINUTE, now).await.is_ok());
        now += Duration::from_secs(1);
    }
}

/// A session that another store opened has ended, whatever it says of its generation.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_session_of_another_store_has_ended(store: impl Store) {
    let now = SystemTime::now();
    let session = open(&store, token(), now).await;
    let again = open(&store, token(), now).await;
    assert_eq!(session.generation.store, again.generation.store, "a store gave two marks of itself");
    let known = store.generation(session.user, now);
    assert!(
        known.is_ok_and(|known| known.store == session.generation.store),
        "a store has two marks of itself"
    );
    for count in [0, session.generation.count, session.generation.count + 1, u64::MAX] {
        let generation = Generation { store: random(), count };
        let moved = SessionMarks { generation, ..session };
        assert!(is_revoked(&store, &moved), "a session of another store is alive: {generation}");
    }
    assert!(!is_revoked(&store, &session), "its own session has ended");
}
