use std::sync::Arc;

use passwordless::{Rejection, Session, Token, VerifiedUser, Visitor};

use super::Passwordless;

/// What a layer found out about a request. It is in the request's extensions.
///
/// ```
/// use http::{Request, Response, StatusCode};
/// use passwordless::Rejection;
/// use passwordless_tower::Identified;
///
/// fn greet<B>(request: &Request<B>) -> Result<String, Rejection> {
///     let identified = request.extensions().get::<Identified>().ok_or_else(Rejection::misconfigured)?;
///     Ok(format!("Hello {}", identified.session()?.user_id()))
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Identified {
    /// Whose finding it is: another application's key and rules say nothing here.
    by: u64,
    outcome: Result<Who, Rejection>,
}

#[derive(Debug, Clone)]
pub(crate) enum Who {
    Session(Session),
    Nobody {
        remove_cookie: bool,
    },
    /// Not yet verified.
    Token(Token),
    /// Verified, and spent.
    User(Arc<VerifiedUser>),
}

impl Identified {
    pub(crate) fn new(by: &Passwordless, outcome: Result<Who, Rejection>) -> Self {
        Self { by: by.number(), outcome }
    }

    pub(crate) fn of_token(by: &Passwordless, answer: Result<VerifiedUser, Rejection>) -> Self {
        Self::new(by, answer.map(|user| Who::User(Arc::new(user))))
    }

    /// The session.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] with which the layer would have refused: missing where nobody is signed in, invalid where a
    /// token was presented in place of a session.
    pub fn session(&self) -> Result<&Session, Rejection> {
        match self.outcome.as_ref().map_err(|rejection| *rejection)? {
            Who::Session(session) => Ok(session),
            Who::Nobody { .. } => Err(Rejection::missing()),
            Who::Token(_) | Who::User(_) => Err(Rejection::invalid()),
        }
    }

    /// The user of a token that was verified and spent for this request, where the layer
    /// [accepts tokens](crate::PasskeyAuthLayer::accept_tokens).
    ///
    /// # Errors
    ///
    /// The [`Rejection`]: missing where no token was presented, invalid where tokens are not accepted.
    pub fn verified_user(&self) -> Result<&VerifiedUser, Rejection> {
        match self.outcome.as_ref().map_err(|rejection| *rejection)? {
            Who::User(user) => Ok(user),
            Who::Session(_) | Who::Nobody { .. } => Err(Rejection::missing()),
            Who::Token(_) => Err(Rejection::invalid()),
        }
    }

    /// The id of the user, whether a session or a token says so.
    ///
    /// # Errors
    ///
    /// As for [`session`](Identified::session).
    pub fn user_id(&self) -> Result<&str, Rejection> {
        match &self.outcome {
            Ok(Who::User(user)) => Ok(user.user_id()),
            _ => self.session().map(Session::user_id),
        }
    }

    pub(crate) fn is_by(&self, passwordless: &Passwordless) -> bool {
        self.by == passwordless.number()
    }

    pub(crate) fn who(&self) -> Option<&Who> {
        self.outcome.as_ref().ok()
    }
}

impl From<Visitor> for Who {
    fn from(visitor: Visitor) -> Self {
        match visitor {
            Visitor::Session(session) => Self::Session(session),
            Visitor::Nobody { remove_cookie } => Self::Nobody { remove_cookie },
            Visitor::Token(token) => Self::Token(token),
        }
    }
}
