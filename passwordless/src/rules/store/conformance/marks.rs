//! Tokens and sessions of nobody in particular.

use std::time::SystemTime;

use super::{
    super::{Generation, Mark, SessionMarks, Spent, Store, StoreError, TokenMarks},
    MINUTE,
};

/// Spends the token, and describes the session that it opens.
pub(super) async fn open(store: &impl Store, token: TokenMarks, now: SystemTime) -> SessionMarks {
    opened(token, store.spend(token, None, now).await)
}

pub(super) fn opened(token: TokenMarks, answer: Result<Spent, StoreError>) -> SessionMarks {
    let generation = match answer {
        Ok(Spent::First { generation }) => Some(generation),
        _ => None,
    };
    assert!(generation.is_some(), "a new token could not be spent: {answer:?}");
    let nobodys = Generation { store: Mark::from_bytes([0; Mark::LEN]), count: 0 };
    SessionMarks {
        session: random(),
        user: token.user,
        credential: token.credential,
        generation: generation.unwrap_or(nobodys),
    }
}

pub(super) fn is_first(answer: Result<Spent, StoreError>) -> bool {
    matches!(answer, Ok(Spent::First { .. }))
}

pub(super) fn is_revoked(store: &impl Store, session: &SessionMarks) -> bool {
    let answer = store.is_revoked(session, SystemTime::now());
    assert!(answer.is_ok(), "a store that was just used does not know: {answer:?}");
    answer.unwrap_or(true)
}

pub(super) fn token() -> TokenMarks {
    let now = SystemTime::now();
    TokenMarks {
        token: random(),
        user: random(),
        credential: Some(random()),
        minted_at: now,
        until: now + MINUTE,
    }
}

pub(super) fn random() -> Mark {
    let mark = Mark::random();
    assert!(mark.is_ok(), "this machine has no randomness");
    mark.unwrap_or(Mark::from_bytes([0; Mark::LEN]))
}
