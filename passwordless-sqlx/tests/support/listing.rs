//! What the list of sign-ins does whichever its database is.

use std::time::{Duration, SystemTime};

use passwordless::{
    accounts::{NotedSignIn, SignIns},
    store::{Mark, SessionMarks},
};
use passwordless_sqlx::SqlStore;

use super::marks::{MINUTE, mark, sign_in};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A sign-in of this user that began so long ago, and ends an hour after that.
async fn noted(store: &SqlStore, user_id: &str, ago: Duration) -> NotedSignIn {
    // The database keeps microseconds.
    let now = SystemTime::UNIX_EPOCH
        + Duration::from_micros(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_micros().try_into().unwrap());
    let marks: SessionMarks = sign_in(store, Mark::user(user_id)).await;
    let sign_in = NotedSignIn::new(user_id, marks, now - ago, now - ago + MINUTE * 60);
    store.note(&sign_in).await.unwrap();
    sign_in
}

/// The list has what was noted, newest first, once, and nothing of others.
pub(crate) async fn sign_ins_are_listed_as_they_were_noted(one: &SqlStore, other: &SqlStore) {
    let first = noted(one, "alice", MINUTE * 2).await;
    let second = noted(one, "alice", MINUTE).await;
    let where_from = (Some("192.0.2.7".to_owned()), Some("curl/8 \u{1f980}\0".to_owned()));
    let third = NotedSignIn::new("alice", *second.marks(), second.began_at(), second.expires_at());
    // Repeated, as a statement is whose answer was lost.
    one.note(&third.from_client(where_from.0.clone(), where_from.1.clone())).await.unwrap();
    let bobs = NotedSignIn::new(
        "bob",
        SessionMarks { session: mark(), user: Mark::user("bob"), credential: None, ..*first.marks() },
        first.began_at(),
        first.expires_at(),
    );
    other.note(&bobs.clone().from_client(where_from.0, where_from.1)).await.unwrap();
    assert_eq!(other.of("alice").await.unwrap(), [second.clone(), first.clone()]);
    let read = one.of("bob").await.unwrap().remove(0);
    assert_eq!((read.marks(), read.address()), (bobs.marks(), Some("192.0.2.7")));
    assert!(read.user_agent().unwrap().starts_with("curl/8 \u{1f980}"), "{:?}", read.user_agent());
    assert!(one.of("nobody' OR 1=1 --").await.unwrap().is_empty());

    // Seen again a minute later, and not within it.
    let session = first.marks().session;
    for (after, seen) in [(MINUTE / 2, Duration::ZERO), (MINUTE * 2, MINUTE * 2), (MINUTE, MINUTE * 2)] {
        other.seen("alice", session, first.began_at() + after).await.unwrap();
        let listed = one.of("alice").await.unwrap().pop().unwrap();
        assert_eq!(listed.last_seen_at(), first.began_at() + seen);
    }
    one.seen("bob", session, first.began_at() + DAY).await.unwrap();
    assert_eq!(one.of("alice").await.unwrap().pop().unwrap().last_seen_at(), first.began_at() + MINUTE * 2);

    one.forget("alice").await.unwrap();
    assert!(other.of("alice").await.unwrap().is_empty());
    assert_eq!(other.of("bob").await.unwrap().len(), 1);
}

/// Of one user a hundred are kept, the newest, and for a month after they ended.
pub(crate) async fn a_list_of_sign_ins_has_an_end(store: &SqlStore) {
    for number in 0..103 {
        noted(store, "busy", MINUTE * (200 - number)).await;
    }
    let kept = store.of("busy").await.unwrap();
    assert_eq!(kept.len(), 100);
    assert!(kept.windows(2).all(|pair| pair[0].began_at() > pair[1].began_at()));
    assert!(kept[99].began_at() > SystemTime::now() - MINUTE * 198, "the oldest went");

    let young = noted(store, "old", DAY * 29).await;
    noted(store, "old", DAY * 31).await;
    store.sweep().await.unwrap();
    assert_eq!(store.of("old").await.unwrap(), [young]);
}
