//! What a store does whichever its database is. Each function wants two stores over one database, in which nothing
//! happens meanwhile.

use std::time::{Duration, SystemTime};

use passwordless::{
    Store,
    store::{Revocation, Spent, StoreErrorKind},
};
use passwordless_sqlx::SqlStore;

use super::marks::{MINUTE, is_revoked, mark, sign_in, token, token_of, tomorrow};

fn session_of(session: &passwordless::store::SessionMarks) -> Revocation {
    Revocation::Session { session: session.session, user: session.user }
}

/// After more than 32 sign-outs of one user everybody of theirs is out, in a handful of rows, and nobody is back in.
///
/// `rows` counts the revocations.
pub(crate) async fn many_sign_outs_collapse(one: &SqlStore, other: &SqlStore, rows: impl AsyncFn() -> i64) {
    let user = mark();
    let (bystander, stranger) = (sign_in(one, user).await, sign_in(one, mark()).await);
    let mut ended = Vec::new();
    let passkey = sign_in(one, user).await;
    let credential = Revocation::Credential { credential: passkey.credential.unwrap(), user };
    one.revoke(credential, tomorrow(), SystemTime::now()).await.unwrap();
    for _ in 0..32 {
        let session = sign_in(one, user).await;
        one.revoke(session_of(&session), tomorrow(), SystemTime::now()).await.unwrap();
        ended.push(session);
    }
    assert_eq!(rows().await, 33, "a passkey and 32 sessions");
    assert!(!is_revoked(one, &bystander), "32 sign-outs ended another session");

    let last = sign_in(one, user).await;
    one.revoke(session_of(&last), tomorrow(), SystemTime::now()).await.unwrap();
    assert_eq!(rows().await, 2, "a passkey and a user");
    other.refresh().await.unwrap();
    for store in [one, other] {
        assert!(is_revoked(store, &last) && is_revoked(store, &bystander), "the user is not out everywhere");
        assert!(ended.iter().all(|session| is_revoked(store, session)), "a collapsed session came back");
        assert!(is_revoked(store, &passkey), "a deleted passkey's session came back");
        assert!(!is_revoked(store, &stranger), "another user was signed out");
    }
    // The passkey ends tokens that are made later, too, which the user's revocation does not.
    let late = passwordless::store::TokenMarks { credential: passkey.credential, ..token_of(user) };
    assert!(matches!(other.spend(late, None, SystemTime::now()).await, Ok(Spent::Revoked)));

    // And it goes on: the next sign-outs are single ones again.
    let session = sign_in(other, user).await;
    let kept = sign_in(other, user).await;
    other.revoke(session_of(&session), tomorrow(), SystemTime::now()).await.unwrap();
    assert!(is_revoked(other, &session) && !is_revoked(other, &kept));
}

/// What is remembered until later is remembered for as long as the sessions whose rows it replaces.
pub(crate) async fn a_collapse_lasts_as_long_as_what_it_replaces(
    one: &SqlStore,
    end_of: impl AsyncFn(passwordless::store::Mark) -> i64,
) {
    let user = mark();
    let session = sign_in(one, user).await;
    one.revoke(session_of(&session), tomorrow(), SystemTime::now()).await.unwrap();
    one.revoke(Revocation::User(user), SystemTime::now() + MINUTE, SystemTime::now()).await.unwrap();
    let kept = end_of(user).await;
    let tomorrow = tomorrow().duration_since(SystemTime::UNIX_EPOCH).unwrap() - MINUTE;
    assert!(kept > i64::try_from(tomorrow.as_micros()).unwrap(), "it ends with the shorter of the two");
}

/// Sign-ins and sign-outs everywhere of one user at once, through two stores: whoever's sign-in is answered before
/// the last sign-out began is out.
pub(crate) async fn no_sign_in_slips_past_a_sign_out(one: &SqlStore, other: &SqlStore) {
    for _ in 0..40 {
        let user = mark();
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..12 {
            let store = if task % 2 == 0 { one.clone() } else { other.clone() };
            // Made before all of it.
            let token = token_of(user);
            tasks.spawn(async move {
                if task % 4 == 3 {
                    store.revoke(Revocation::User(user), tomorrow(), SystemTime::now()).await.unwrap();
                    return None;
                }
                match store.spend(token, None, SystemTime::now()).await.unwrap() {
                    Spent::First { generation } => Some((token, generation)),
                    _ => None,
                }
            });
        }
        let sessions: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
        one.refresh().await.unwrap();
        other.refresh().await.unwrap();
        for (token, generation) in sessions {
            let session = passwordless::store::SessionMarks {
                session: mark(),
                user,
                credential: token.credential,
                generation,
            };
            // Every token was made before every sign-out, so whatever the order, none of them may be in.
            assert!(is_revoked(one, &session), "a sign-in slipped past a sign-out");
            assert!(is_revoked(other, &session), "the other process let it in");
        }
    }
}

/// Sign-outs everywhere at once through two stores each count.
pub(crate) async fn generations_count_every_sign_out(one: &SqlStore, other: &SqlStore) {
    let user = mark();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..20 {
        let store = if task % 2 == 0 { one.clone() } else { other.clone() };
        tasks.spawn(async move { store.revoke(Revocation::User(user), tomorrow(), SystemTime::now()).await });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    let generation = sign_in(one, user).await.generation.count;
    assert!(generation >= 20, "20 sign-outs made generation {generation}");
}

/// What is older than `max_staleness` refuses, by the time that the request says, and says how old it is.
pub(crate) async fn old_knowledge_refuses(store: &SqlStore) {
    store.stop().await;
    let session = sign_in(store, mark()).await;
    let now = SystemTime::now();
    for (at, is_known) in [
        (now, true),
        (now + Duration::from_secs(58), true),
        (now + Duration::from_secs(62), false),
        (now + MINUTE * 60 * 24, false),
        // The clock was set back: nobody can tell how old it is.
        (now - Duration::from_secs(58), true),
        (now - Duration::from_secs(62), false),
    ] {
        let answers =
            [store.is_revoked(&session, at).map(drop), store.generation(session.user, at).map(drop)];
        for answer in answers {
            match answer {
                Ok(()) => assert!(is_known, "it was known at {at:?}"),
                Err(error) => assert!(!is_known && error.kind() == StoreErrorKind::Stale, "{error}"),
            }
        }
    }
}

/// A stale store spends no token, so that it can be shown again where the store is not.
pub(crate) async fn a_stale_store_spends_nothing(stale: &SqlStore, fresh: &SqlStore) {
    let token = token();
    let answer = stale.spend(token, None, SystemTime::now()).await;
    assert!(answer.is_err_and(|error| error.kind() == StoreErrorKind::Stale));
    assert!(matches!(fresh.spend(token, None, SystemTime::now()).await, Ok(Spent::First { .. })));
}

/// After a store was renewed, as it must be when a backup was restored, every session has ended, and new ones live.
pub(crate) async fn a_renewed_store_ends_every_session(
    one: &SqlStore,
    other: &SqlStore,
    renew: impl AsyncFn(),
) {
    let session = sign_in(one, mark()).await;
    let token = token();
    other.refresh().await.unwrap();
    assert!(!is_revoked(one, &session) && !is_revoked(other, &session));
    renew().await;
    // The backup perhaps does not know that it was spent.
    let answer = one.spend(token, None, SystemTime::now()).await;
    assert!(matches!(answer, Ok(Spent::Again)), "a token outlived its store: {answer:?}");
    for store in [one, other] {
        store.refresh().await.unwrap();
        assert!(is_revoked(store, &session), "a session outlived its store");
    }
    let session = sign_in(other, session.user).await;
    assert!(!is_revoked(one, &session) && !is_revoked(other, &session));
}

/// What was forgotten by a clock that was ahead cannot be known any more, so every session ends, once.
///
/// `ahead` does to the database what a sweep by such a clock does.
pub(crate) async fn a_clock_that_was_ahead_revives_nobody(
    one: &SqlStore,
    other: &SqlStore,
    ahead: impl AsyncFn(),
) {
    let (stolen, user) = (sign_in(one, mark()).await, mark());
    one.revoke(session_of(&stolen), tomorrow(), SystemTime::now()).await.unwrap();
    ahead().await;
    other.refresh().await.unwrap();
    one.refresh().await.unwrap();
    assert!(is_revoked(one, &stolen) && is_revoked(other, &stolen), "a clock brought a session back");
    let session = sign_in(other, user).await;
    one.refresh().await.unwrap();
    other.refresh().await.unwrap();
    assert!(!is_revoked(one, &session) && !is_revoked(other, &session), "who signs in again is signed in");
}

/// A look reads what the one before it could not see, and nothing again; a comparison finds whatever differs.
///
/// `rename` gives a row another mark and end, as no statement of the crate does, so that no look can know of it.
pub(crate) async fn each_row_is_read_once(
    one: &SqlStore,
    other: &SqlStore,
    rename: impl AsyncFn(passwordless::store::Mark, passwordless::store::Mark),
) {
    let (ended, living) = (sign_in(one, mark()).await, sign_in(one, mark()).await);
    one.revoke(session_of(&ended), tomorrow(), SystemTime::now()).await.unwrap();
    other.refresh().await.unwrap();
    assert!(is_revoked(other, &ended));
    rename(ended.session, living.session).await;
    other.refresh().await.unwrap();
    other.refresh().await.unwrap();
    assert!(!is_revoked(other, &living), "a look read a row again");
    other.compare().await.unwrap();
    assert!(is_revoked(other, &living), "a comparison did not find what looks could not");
    assert!(is_revoked(other, &ended), "a comparison took an end back");
}

/// A store that is opened knows every row, in whichever part it is, and one that compares finds them all.
///
/// `fill` writes so many rows that end tomorrow, sessions and users, and answers their marks.
pub(crate) async fn every_part_is_read(
    other: &SqlStore,
    open: impl AsyncFn() -> SqlStore,
    fill: impl AsyncFn(i64) -> Vec<Vec<u8>>,
) {
    let living = sign_in(other, mark()).await;
    let filled = fill(40_000).await;
    assert_eq!(filled.len(), 40_000);
    let opened = open().await;
    assert_eq!(opened.opening(), None);
    other.compare().await.unwrap();
    for store in [&opened, other] {
        assert!(!is_revoked(store, &living));
        for mark in &filled {
            let mark = passwordless::store::Mark::from_bytes(mark.as_slice().try_into().unwrap());
            let by_itself = passwordless::store::SessionMarks { session: mark, ..living };
            let with_its_user = passwordless::store::SessionMarks { user: mark, ..living };
            assert!(
                is_revoked(store, &by_itself) || is_revoked(store, &with_its_user),
                "{mark:?} is not known"
            );
        }
    }
}

/// A store that is not read yet refuses, says how far it is, and opens by itself.
pub(crate) async fn a_store_that_is_being_read_refuses(writer: &SqlStore, opening: SqlStore) {
    assert!(opening.opening().is_some());
    let session = sign_in(writer, mark()).await;
    let asked = opening.is_revoked(&session, SystemTime::now());
    assert!(asked.is_err_and(|error| error.kind() == StoreErrorKind::Stale));
    let spent = opening.spend(token(), None, SystemTime::now()).await;
    assert!(spent.is_err_and(|error| error.kind() == StoreErrorKind::Stale));
    let started = std::time::Instant::now();
    while opening.opening().is_some() {
        assert!(started.elapsed() < MINUTE, "it was not read by itself");
        tokio::task::yield_now().await;
    }
    assert!(!is_revoked(&opening, &session));
}
