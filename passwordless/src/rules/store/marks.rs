//! The marks by which a store knows tokens, sessions, and what has ended.

use std::time::SystemTime;

use super::{Generation, Mark};

/// What a [`Store`](super::Store) is told of a token that is to be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenMarks {
    /// The token itself.
    pub token: Mark,
    /// The user for whom the service vouches.
    pub user: Mark,
    /// The passkey, where one was used.
    pub credential: Option<Mark>,
    /// When the service made the token, by its clock.
    pub minted_at: SystemTime,
    /// After this, our own rules refuse the token, and its mark may be forgotten.
    pub until: SystemTime,
}

/// What a [`Store`](super::Store) is asked about a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionMarks {
    /// The session itself.
    pub session: Mark,
    /// Whose session it is.
    pub user: Mark,
    /// The passkey that opened it, where one did.
    pub credential: Option<Mark>,
    /// The user's generation when the session began, as the store gave it.
    pub generation: Generation,
}

/// The session in whose place somebody signs in, which ends as the next one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// The session itself.
    pub session: Mark,
    /// Whose session it is: not always the one of the user who signs in.
    pub user: Mark,
    /// When it would end by itself.
    pub until: SystemTime,
}

/// What a [`Store`](super::Store) is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Revocation {
    /// One session. The `until` that goes with it must not lie before the end of the session's life, as
    /// [`Session::expires_at`](crate::Session::expires_at) says it: what is forgotten earlier is alive again.
    Session {
        /// The session.
        session: Mark,
        /// Its user, for stores that collapse many revocations into one of the user.
        user: Mark,
    },
    /// Every session of the user that has begun, and every token of the user that was made, before now.
    User(Mark),
    /// Every session that this passkey opened, and every token that it will yet be said to have made.
    Credential {
        /// The passkey.
        credential: Mark,
        /// Its user.
        user: Mark,
    },
}
