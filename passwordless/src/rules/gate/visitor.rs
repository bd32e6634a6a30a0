use super::Session;
use crate::{Rejection, Token};

/// Who a request comes from, as far as can be said without asking the service.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Visitor {
    /// Somebody who is signed in.
    Session(Session),
    /// Nobody who is signed in.
    Nobody {
        /// Whether the browser keeps an expired, revoked or unreadable session cookie of ours, and should be told to
        /// forget it.
        ///
        /// No answer can say *which* value to forget. So where a page signs in and sends other requests meanwhile,
        /// one that carries the old cookie and is answered last takes the new one away, and its user signs in again.
        /// That is rare and closed; to leave dead cookies where they are would be neither.
        remove_cookie: bool,
    },
    /// Somebody with a token of the service, not yet verified. Where no tokens are accepted, it is an invalid bearer.
    Token(Token),
}

impl Visitor {
    /// The session, where one is needed.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: missing, or invalid where a token was presented in place of a session.
    pub fn session(self) -> Result<Session, Rejection> {
        match self {
            Self::Session(session) => Ok(session),
            Self::Nobody { .. } => Err(Rejection::missing()),
            Self::Token(_) => Err(Rejection::invalid()),
        }
    }
}
