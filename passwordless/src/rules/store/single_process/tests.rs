use std::sync::Arc;

use super::*;
use crate::rules::store::{StoreErrorKind, conformance};

const MINUTE: Duration = Duration::from_secs(60);

fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_064_767)
}

fn store() -> SingleProcess {
    SingleProcess::started_at(start())
}

fn token(id: u32) -> TokenMarks {
    TokenMarks {
        token: Mark::token(&id.to_string()),
        user: Mark::user("alice"),
        credential: None,
        minted_at: start(),
        until: start() + MINUTE * 2,
    }
}

fn session(store: &SingleProcess, id: u32) -> SessionMarks {
    let generation = store.generation(Mark::user("alice"), start()).unwrap();
    SessionMarks {
        session: Mark::token(&format!("session {id}")),
        user: Mark::user("alice"),
        credential: None,
        generation,
    }
}

#[tokio::test]
async fn it_keeps_to_what_a_store_must() {
    conformance::all(async || SingleProcess::new()).await;
    let store = Arc::new(SingleProcess::new());
    conformance::two_processes(Arc::clone(&store), store, async || ()).await;
}

#[tokio::test]
async fn what_a_collapse_ended_stays_ended() {
    conformance::what_a_collapse_ended_stays_ended(SingleProcess::new().capacity(64), async |_| ()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_million_replays_one_is_accepted() {
    const TASKS: usize = 100;
    const EACH: usize = 10_000;
    let store: Arc<dyn Store> = Arc::new(store());
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut first = 0;
                for replay in 0..EACH {
                    if replay % 100 == 0 {
                        tokio::task::yield_now().await;
                    }
                    if matches!(store.spend(token(1), None, start()).await.unwrap(), Spent::First { .. }) {
                        first += 1;
                    }
                }
                first
            })
        })
        .collect();
    let mut first = 0;
    for task in tasks {
        first += task.await.unwrap();
    }
    assert_eq!(first, 1);
}

#[tokio::test]
async fn a_full_store_forgets_nothing_that_counts() {
    let store = store().capacity(3);
    for id in 0..3 {
        assert!(matches!(store.spend(token(id), None, start()).await, Ok(Spent::First { .. })));
    }
    let error = store.spend(token(3), None, start() + MINUTE).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Full);
    for id in 0..3 {
        assert_eq!(store.spend(token(id), None, start() + MINUTE).await.unwrap(), Spent::Again, "{id}");
    }
    let later = TokenMarks { until: start() + MINUTE * 10, ..token(4) };
    let after = start() + MINUTE * 5;
    assert!(matches!(store.spend(later, None, after).await, Ok(Spent::First { .. })), "room was made");
}

#[tokio::test]
async fn a_token_is_not_spent_again_by_a_task_whose_clock_lags() {
    let store = store();
    assert!(matches!(store.spend(token(1), None, start()).await, Ok(Spent::First { .. })));
    // Others make the store forget: every part of it is written to, long after the token ended.
    let long_after = start() + MINUTE * 60;
    for id in 100..1_000 {
        let other = TokenMarks { until: long_after + MINUTE, ..token(id) };
        assert!(matches!(store.spend(other, None, long_after).await, Ok(Spent::First { .. })));
    }
    assert_eq!(store.spend(token(1), None, start() + MINUTE).await.unwrap(), Spent::Again);
}

#[tokio::test]
async fn a_token_is_spent_in_its_last_moment_and_not_after() {
    let last = token(1).until;
    assert_eq!(store().spend(token(1), None, last + Duration::from_millis(1)).await.unwrap(), Spent::Again);
    assert!(matches!(store().spend(token(1), None, last).await, Ok(Spent::First { .. })));
}

#[tokio::test]
async fn a_token_from_before_the_start_is_refused() {
    let early = TokenMarks { minted_at: start() - Duration::from_millis(1), ..token(1) };
    assert_eq!(store().spend(early, None, start()).await.unwrap(), Spent::Revoked);
}

#[test]
fn a_session_of_another_process_is_ended_whatever_the_clocks_say() {
    let (one, other) = (store(), store());
    let session = session(&one, 1);
    assert!(!one.is_revoked(&session, start()).unwrap());
    assert!(other.is_revoked(&session, start()).unwrap());
}

#[tokio::test]
async fn signing_out_again_and_again_fills_half_of_it() {
    let store = store().capacity(100);
    let until = start() + MINUTE * 60;
    for id in 0..10_000 {
        let session = session(&store, id);
        let end = Revocation::Session { session: session.session, user: session.user };
        store.revoke(end, until, start()).await.unwrap();
        assert!(store.is_revoked(&session, start()).unwrap(), "{id}");
    }
    assert_eq!(store.ended.len(), 51);
    let now = session(&store, 1_000_000);
    assert!(!store.is_revoked(&now, start()).unwrap(), "who signs in again is signed in");
}

#[tokio::test]
async fn a_user_who_is_revoked_while_a_token_is_spent_keeps_no_session() {
    for round in 0..2_000 {
        let store = Arc::new(store());
        let spend = tokio::spawn({
            let store = Arc::clone(&store);
            async move { store.spend_now(&token(round), None, start()).unwrap() }
        });
        store.revoke_now(Revocation::User(Mark::user("alice")), start() + MINUTE, start()).unwrap();
        if let Spent::First { generation } = spend.await.unwrap() {
            let session = SessionMarks { generation, ..session(&store, 1) };
            assert!(store.is_revoked(&session, start()).unwrap());
        }
    }
}

#[test]
fn a_spent_id_takes_less_than_a_hundred_bytes() {
    // A table of the standard library is at least 7/16 full when it has just grown, and has one more byte a place.
    assert!((size_of::<(Mark, Kept<()>)>() + 1) * 16 / 7 < 100);
}

#[tokio::test]
async fn users_without_end_who_sign_out_keep_nobody_from_signing_out() {
    let store = store().capacity(100);
    let until = start() + MINUTE * 60;
    let victim = session(&store, 1);
    for id in 0..1_000 {
        let user = Mark::user(&id.to_string());
        store.revoke(Revocation::User(user), until, start()).await.unwrap();
        assert!(store.ended.len() <= 100, "{id}");
    }
    let end = Revocation::Session { session: victim.session, user: victim.user };
    store.revoke(end, until, start()).await.unwrap();
    assert!(store.is_revoked(&victim, start()).unwrap());
    // It started anew: a token from before is refused as after a restart, and one from after it is not.
    assert_eq!(store.spend(token(1), None, start()).await.unwrap(), Spent::Revoked);
    let later = start() + MINUTE;
    let token = TokenMarks { minted_at: later, until: later + MINUTE, ..token(2) };
    let Ok(Spent::First { generation }) = store.spend(token, None, later).await else { panic!() };
    assert!(!store.is_revoked(&SessionMarks { generation, ..session(&store, 77) }, later).unwrap());
}

#[tokio::test]
async fn deleted_passkeys_without_end_keep_nobody_from_signing_out() {
    let store = store().capacity(8);
    let until = start() + MINUTE * 60;
    let victim = session(&store, 1);
    let mallory = Mark::user("mallory");
    for id in 0..8 {
        let credential = Mark::token(&format!("passkey {id}"));
        let _ = store.revoke(Revocation::Credential { credential, user: mallory }, until, start()).await;
    }
    let passkey = Revocation::Credential { credential: Mark::token("a passkey"), user: victim.user };
    let session = Revocation::Session { session: victim.session, user: victim.user };
    for end in [passkey, session, Revocation::User(victim.user)] {
        store.revoke(end, until, start()).await.unwrap();
    }
}

#[tokio::test]
async fn one_user_who_signs_in_without_end_leaves_room_for_others() {
    let store = store().capacity(1_000);
    let mut refused = 0;
    for id in 0..2_000 {
        match store.spend(token(id), None, start()).await {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error.kind(), StoreErrorKind::TooMany);
                refused += 1;
            }
        }
    }
    assert!(refused > 1_000, "{refused}");
    let other = TokenMarks { user: Mark::user("bob"), ..token(2_000) };
    assert!(matches!(store.spend(other, None, start()).await, Ok(Spent::First { .. })));
}

#[tokio::test]
async fn a_sign_in_over_a_session_lives_where_the_store_is_half_full() {
    let store = store().capacity(20);
    let until = start() + MINUTE * 60;
    for id in 0..15 {
        let end =
            Revocation::Session { session: Mark::token(&format!("{id}")), user: Mark::user(&id.to_string()) };
        store.revoke(end, until, start()).await.unwrap();
    }
    let mut over = session(&store, 1);
    for id in 0..5 {
        let now = start() + MINUTE * (id + 1);
        let replaced = Replaced { session: over.session, user: over.user, until };
        let token = TokenMarks { minted_at: now, until: now + MINUTE, ..token(id) };
        let Ok(Spent::First { generation }) = store.spend(token, Some(replaced), now).await else {
            panic!("{id}")
        };
        let next = SessionMarks { generation, ..session(&store, 100 + id) };
        assert!(store.is_revoked(&over, now).unwrap(), "{id}");
        assert!(!store.is_revoked(&next, now).unwrap(), "sign-in {id} was dead on arrival");
        over = next;
    }
}

#[tokio::test]
async fn a_sign_in_that_starts_the_store_anew_opens_no_dead_session() {
    let store = store().capacity(8);
    let until = start() + MINUTE * 60;
    for id in 0..4 {
        let user = Mark::user(&id.to_string());
        let session = Revocation::Session { session: Mark::token(&id.to_string()), user };
        for end in [session, Revocation::User(user)] {
            store.revoke(end, until, start()).await.unwrap();
        }
    }
    let over = Replaced { session: Mark::token("bob's"), user: Mark::user("bob"), until };
    assert_eq!(store.spend(token(1), Some(over), start()).await.unwrap(), Spent::Revoked);
    let later = start() + MINUTE;
    let next = TokenMarks { minted_at: later, until: later + MINUTE, ..token(2) };
    let Ok(Spent::First { generation }) = store.spend(next, Some(over), later).await else { panic!() };
    assert!(!store.is_revoked(&SessionMarks { generation, ..session(&store, 1) }, later).unwrap());
}

#[tokio::test]
async fn a_clock_that_was_ahead_revives_nobody() {
    let store = store();
    let stolen = session(&store, 1);
    let (tomorrow, ahead) = (start() + MINUTE * 60 * 24, start() + MINUTE * 60 * 26);
    let end = Revocation::Session { session: stolen.session, user: stolen.user };
    store.revoke(end, tomorrow, start()).await.unwrap();
    // Others sign out while the clock is wrong, so that what has ended by it is forgotten.
    store.revoke(Revocation::User(Mark::user("bob")), ahead + MINUTE * 60, ahead).await.unwrap();
    let now = start() + MINUTE;
    assert!(store.is_revoked(&stolen, now).unwrap(), "a clock brought a session back");
    let token = TokenMarks { minted_at: now + Duration::from_secs(1), until: now + MINUTE, ..token(1) };
    let Ok(Spent::First { generation }) = store.spend(token, None, now).await else { panic!() };
    assert!(store.is_revoked(&stolen, now).unwrap(), "a sign-in brought it back");
    assert!(
        !store.is_revoked(&SessionMarks { session: Mark::token("new"), generation, ..stolen }, now).unwrap(),
        "nobody can sign in any more"
    );
}

#[tokio::test]
async fn one_user_who_takes_leases_without_end_takes_nobodys_room() {
    let store = store().capacity(4);
    for round in 0..1_000 {
        let now = start() + Duration::from_secs(round);
        assert!(store.lease(Mark::user("mallory"), Duration::from_secs(1), now).await.unwrap().is_some());
    }
    assert!(store.lease(Mark::user("alice"), MINUTE, start()).await.unwrap().is_some());
}
