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
