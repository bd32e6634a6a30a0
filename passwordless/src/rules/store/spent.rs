use super::Generation;

/// How a [`Store`](super::Store) answers to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spent {
    /// The token was shown for the first time.
    First {
        /// The generation that a session of the user gets.
        generation: Generation,
    },
    /// The token was shown before, or so late that nobody remembers.
    Again,
    /// The user signed out everywhere since the token was made, its passkey was deleted, or it is older than what
    /// the store remembers.
    Revoked,
}
