use std::time::{Duration, SystemTime};

use passwordless::{
    Store,
    store::{Mark, SessionMarks, Spent, TokenMarks},
};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// A mark that no other call has answered.
pub(crate) fn mark() -> Mark {
    let mut bytes = [0; Mark::LEN];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    Mark::from_bytes(bytes)
}

/// A token of somebody, made just now.
pub(crate) fn token() -> TokenMarks {
    token_of(mark())
}

pub(crate) fn token_of(user: Mark) -> TokenMarks {
    let now = SystemTime::now();
    TokenMarks { token: mark(), user, credential: Some(mark()), minted_at: now, until: now + MINUTE * 2 }
}

/// Signs in with a new token of the user.
///
/// It is made a moment from now: SQLite knows no less than milliseconds, and a token of the same millisecond as a
/// sign-out everywhere was perhaps made before it.
pub(crate) async fn sign_in(store: &impl Store, user: Mark) -> SessionMarks {
    let token = TokenMarks { minted_at: SystemTime::now() + Duration::from_millis(2), ..token_of(user) };
    match store.spend(token, None, SystemTime::now()).await {
        Ok(Spent::First { generation }) => {
            SessionMarks { session: mark(), user, credential: token.credential, generation }
        }
        other => panic!("a new token was answered {other:?}"),
    }
}

pub(crate) fn is_revoked(store: &impl Store, session: &SessionMarks) -> bool {
    store.is_revoked(session, SystemTime::now()).unwrap()
}

pub(crate) fn tomorrow() -> SystemTime {
    SystemTime::now() + MINUTE * 60 * 24
}
