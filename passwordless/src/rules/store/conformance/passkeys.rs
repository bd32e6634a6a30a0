//! Known passkeys are kept until they are forgotten by name.

use super::{
    super::{Mark, Store, StoreErrorKind},
    marks::random,
};

/// A passkey that was added is known, of its user alone, until it is forgotten; its user is then still one of whom
/// something is known.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn passkeys_are_known_until_they_are_forgotten(store: impl Store) {
    let (user, stranger) = (random(), random());
    let (one, other) = (random(), random());
    assert_eq!(known(&store, user).await, None, "something is known of a user of whom nothing was added");

    // Twice, because a caller that got no answer repeats the call.
    for _ in 0..2 {
        assert!(store.add_passkeys(user, vec![one]).await.is_ok(), "a passkey can be added");
    }
    assert_eq!(known(&store, user).await, Some(vec![one]));
    assert!(store.add_passkeys(user, vec![other, one]).await.is_ok(), "another can be added");
    assert_eq!(known(&store, user).await, Some(sorted([one, other])));
    assert_eq!(known(&store, stranger).await, None, "a passkey was added to another user");
    assert!(store.add_passkeys(stranger, Vec::new()).await.is_ok(), "nothing can be added");
    assert_eq!(known(&store, stranger).await, Some(Vec::new()), "a user without passkeys is not known");

    assert!(store.forget_passkey(stranger, one).await.is_ok(), "what is not there can be forgotten");
    for passkey in [one, one, other] {
        assert!(store.forget_passkey(user, passkey).await.is_ok(), "a passkey can be forgotten");
    }
    assert_eq!(known(&store, user).await, Some(Vec::new()), "the user was forgotten with the last passkey");
    assert!(store.add_passkeys(user, vec![other]).await.is_ok(), "a passkey can be added again");
    assert_eq!(known(&store, user).await, Some(vec![other]));
    for _ in 0..2 {
        assert!(store.forget_passkeys(user).await.is_ok(), "a user can be forgotten");
    }
    assert_eq!(known(&store, user).await, None, "something is known of a user who was forgotten");
    assert_eq!(known(&store, stranger).await, Some(Vec::new()), "another user was forgotten");
}

/// A user who adds passkeys without end is refused, keeps those that are known, and nobody else is concerned.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn one_user_pays_for_known_passkeys(store: impl Store) {
    const FAR_TOO_MANY: usize = 1_000;
    const AT_LEAST: usize = 256;
    let (user, other) = (random(), random());
    let mut added = Vec::new();
    let refused = loop {
        assert!(added.len() < FAR_TOO_MANY, "one user fills the store");
        let passkey = random();
        match store.add_passkeys(user, vec![passkey]).await {
            Ok(()) => added.push(passkey),
            Err(error) => break error,
        }
    };
    assert_eq!(refused.kind(), StoreErrorKind::TooMany, "another refusal than that user's: {refused}");
    assert!(added.len() >= AT_LEAST, "nobody has more than {} passkeys", added.len());
    let again = added.first().copied().unwrap_or(other);
    assert!(store.add_passkeys(user, vec![again]).await.is_ok(), "a call cannot be repeated");
    assert_eq!(known(&store, user).await, Some(sorted(added)), "a user lost passkeys to others of theirs");
    assert!(store.forget_passkey(user, again).await.is_ok());
    assert!(store.add_passkeys(user, vec![random()]).await.is_ok(), "a forgotten one makes no room");
    assert!(store.add_passkeys(other, vec![random()]).await.is_ok(), "another user was refused");
}

async fn known(store: &impl Store, user: Mark) -> Option<Vec<Mark>> {
    let known = store.passkeys(user).await;
    assert!(known.is_ok(), "a store cannot tell: {known:?}");
    known.ok().flatten().map(sorted)
}

fn sorted(passkeys: impl IntoIterator<Item = Mark>) -> Vec<Mark> {
    let mut passkeys: Vec<_> = passkeys.into_iter().collect();
    passkeys.sort_unstable();
    passkeys
}
