//! A store that ends more than it was asked to.

use std::time::SystemTime;

use super::{
    super::{Revocation, Store, TokenMarks},
    MINUTE,
    marks::{is_revoked, open, random, token},
};

/// Where a store was told to end so many sessions of a user that it ended all of them, those that last longer stay ended
/// when the ones that it was told of are over. `forget` has the store forget what is over.
///
/// # Panics
///
/// When the store does not keep to this.
pub async fn what_a_collapse_ended_stays_ended<S: Store>(store: S, forget: impl AsyncFn(&S)) {
    const FAR_TOO_MANY: usize = 200;
    let (user, now) = (random(), SystemTime::now());
    // Long enough that every store may have forgotten it.
    let over = now - MINUTE * 120;
    let bystander = open(&store, TokenMarks { user, ..token() }, now).await;
    for _ in 0..FAR_TOO_MANY {
        let end = Revocation::Session { session: random(), user };
        assert!(store.revoke(end, over, now).await.is_ok(), "a session can be revoked");
    }
    let was_ended = is_revoked(&store, &bystander);
    // Another user's end, so that this one's is not kept because it is the latest; and later, so that a store looks again at
    // what it may forget.
    let later = now + MINUTE * 2;
    assert!(store.revoke(Revocation::User(random()), later + MINUTE, later).await.is_ok());
    forget(&store).await;
    assert!(!was_ended || is_revoked(&store, &bystander), "what had ended with many others is alive again");
}
