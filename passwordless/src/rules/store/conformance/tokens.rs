//! Tokens are spent once.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use tokio::task::JoinSet;

use super::{
    super::{Replaced, Spent, Store, TokenMarks},
    MINUTE,
    marks::{is_first, is_revoked, open, opened, random, token},
};

/// A token is answered with [`Spent::First`] once, and other tokens are not concerned.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_token_is_spent_once(store: impl Store) {
    let (token, now) = (token(), SystemTime::now());
    assert!(is_first(store.spend(token, None, now).await), "a new token can be spent");
    let again = TokenMarks { until: token.until + MINUTE, ..token };
    for token in [token, again] {
        let answer = store.spend(token, None, now).await;
        assert!(matches!(answer, Ok(Spent::Again)), "a token was spent twice: {answer:?}");
    }
    let other = TokenMarks { token: random(), ..token };
    assert!(is_first(store.spend(other, None, now).await), "another token of the same user can be spent");
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
        set.spawn(async move { store.spend(token, None, now).await });
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
    let answer = store.spend(late, None, now).await;
    assert!(!is_first(answer), "a token that ended three minutes ago was spent");
}

/// A sign-in over a session, however often, opens a session that is alive; and the one before has ended.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn a_sign_in_over_a_session_ends_it_and_lives(store: impl Store) {
    let (user, start) = (random(), SystemTime::now());
    let other = open(&store, token(), start).await;
    let mut over = other;
    for round in 0..50 {
        let now = start + Duration::from_millis(round);
        let token = TokenMarks { user, minted_at: now, ..token() };
        let replaced = Replaced { session: over.session, user: over.user, until: now + MINUTE };
        let session = opened(token, store.spend(token, Some(replaced), now).await);
        assert!(is_revoked(&store, &over), "sign-in {round}: the session signed over is alive");
        assert!(!is_revoked(&store, &session), "sign-in {round} was dead on arrival");
        let again = store
            .spend(token, Some(Replaced { session: session.session, user, until: now + MINUTE }), now)
            .await;
        assert!(matches!(again, Ok(Spent::Again)), "a token was spent twice: {again:?}");
        assert!(!is_revoked(&store, &session), "a token that was spent before ended a session");
        over = session;
    }
}
