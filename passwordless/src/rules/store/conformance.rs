//! Tests that every [`Store`] must pass. Behind the feature `store-conformance`, for the tests of implementers.
//!
//! ```
//! use passwordless::{SingleProcess, store_conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! store_conformance::all(async || SingleProcess::new()).await;
//! # }
//! ```
//!
//! Each function asks for new stores, empty or not: no two calls use the same marks. Times are close to the present,
//! so that stores which read their database's clock pass too. The functions panic, as tests do, when the store does
//! not keep to what [`Store`] says, and want a Tokio runtime.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use tokio::task::JoinSet;

use super::{Mark, Revocation, SessionMarks, Spent, Store, TokenMarks};

const MINUTE: Duration = Duration::from_secs(60);

/// Every test of this module that needs one store.
///
/// # Panics
///
/// When the store does not keep to what [`Store`] says.
pub async fn all<S: Store>(store: impl AsyncFn() -> S) {
    a_token_is_spent_once(store().await).await;
    of_many_tasks_one_spends(store().await, 1_000).await;
    a_late_token_is_not_spent(store().await).await;
    a_user_signs_out_everywhere(store().await).await;
    a_session_ends(store().await).await;
    a_passkey_ends_its_sessions(store().await).await;
    generations_never_fall(store().await).await;
    a_lease_has_one_holder(store().await).await;
}

/// A token is answered with [`Spent::First`] once, and other tokens are not concerned.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_token_is_spent_once(store: impl Store) {
    let (token, now) = (token(), SystemTime::now());
    assert!(is_first(store.spend(token, now).await), "a new token can be spent");
    let again = TokenMarks { until: token.until + MINUTE, ..token };
    for token in [token, again] {
        let answer = store.spend(token, now).await;
        assert!(matches!(answer, Ok(Spent::Again)), "a token was spent twice: {answer:?}");
    }
    let other = TokenMarks { token: random(), ..token };
    assert!(is_first(store.spend(other, now).await), "another token of the same user can be spent");
}

/// Of this many tasks that show one token at the same time, exactly one spends it.
///
/// # Panics
///
/// When none or more than one did, or when a task got an error.
pub async fn of_many_tasks_one_spends(store: impl Store, tasks: usize) {
    let (store, token, now) = (Arc::new(store), token(), SystemTime::now());
    let mut set = JoinSet::new();
    for _ in 0..tasks {
        let store = Arc::clone(&store);
        set.spawn(async move { store.spend(token, now).await });
    }
    let mut first = 0;
    while let Some(answer) = set.join_next().await {
        match answer {
            Ok(Ok(Spent::First { .. })) => first += 1,
            Ok(Ok(Spent::Again)) => {}
            other => assert!(matches!(other, Ok(Ok(Spent::Again))), "a task was answered {other:?}"),
        }
    }
    assert_eq!(first, 1, "of {tasks} tasks, {first} spent the token");
}

/// A token that is shown after its time is not spent: the store could have forgotten it.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_late_token_is_not_spent(store: impl Store) {
    let now = SystemTime::now();
    let late = TokenMarks { minted_at: now, until: now - MINUTE * 3, ..token() };
    let answer = store.spend(late, now).await;
    assert!(!is_first(answer), "a token that ended three minutes ago was spent");
}

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
    let answer = store.spend(unspent, now).await;
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
    let answer = store.spend(later, now).await;
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
        let generation = open(&store, token, now).await.generation;
        assert!(last < Some(generation), "a generation fell or stayed: {last:?}, then {generation}");
        let known = store.generation(user, now);
        assert!(known.is_ok_and(|known| known >= generation), "a store forgot what it answered");
        last = Some(generation);
        assert!(store.revoke(Revocation::User(user), now + MINUTE, now).await.is_ok());
        now += Duration::from_secs(1);
    }
}

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

/// For stores that share a database: what one revokes, the other refuses, once `settled` has waited long enough; and
/// a token that one spent is spent for the other at once.
///
/// # Panics
///
/// When the stores do not keep to this.
pub async fn two_processes(one: impl Store, other: impl Store, settled: impl AsyncFn()) {
    let (spent, now) = (token(), SystemTime::now());
    let session = open(&one, spent, now).await;
    let answer = other.spend(spent, now).await;
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
    settled().await;
    for session in [session, by_user, by_passkey] {
        assert!(is_revoked(&other, &session), "the other process did not hear of a revocation");
    }
}

/// Spends the token, and describes the session that it opens.
async fn open(store: &impl Store, token: TokenMarks, now: SystemTime) -> SessionMarks {
    let answer = store.spend(token, now).await;
    let generation = match answer {
        Ok(Spent::First { generation }) => Some(generation),
        _ => None,
    };
    assert!(generation.is_some(), "a new token could not be spent: {answer:?}");
    SessionMarks {
        session: random(),
        user: token.user,
        credential: token.credential,
        generation: generation.unwrap_or_default(),
    }
}

fn is_first(answer: Result<Spent, super::StoreError>) -> bool {
    matches!(answer, Ok(Spent::First { .. }))
}

fn is_revoked(store: &impl Store, session: &SessionMarks) -> bool {
    let answer = store.is_revoked(session, SystemTime::now());
    assert!(answer.is_ok(), "a store that was just used does not know: {answer:?}");
    answer.unwrap_or(true)
}

fn token() -> TokenMarks {
    let now = SystemTime::now();
    TokenMarks {
        token: random(),
        user: random(),
        credential: Some(random()),
        minted_at: now,
        until: now + MINUTE,
    }
}

fn random() -> Mark {
    let mark = Mark::random();
    assert!(mark.is_ok(), "this machine has no randomness");
    mark.unwrap_or(Mark::from_bytes([0; Mark::LEN]))
}
