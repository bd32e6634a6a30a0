//! The sign-out that a request asks for: it forgets the cookie whatever the store says.

use std::time::SystemTime;

use super::{Gate, Request, Session, Visitor};
use crate::{Rejection, RejectionKind};

/// What came of a sign-out: [`Gate::sign_out_of`].
#[derive(Debug, Clone)]
#[must_use = "the browser must be told"]
pub struct SignedOut {
    ended: Result<(), Rejection>,
    forgets: bool,
}

impl SignedOut {
    /// Whether the session has ended at the server. Where nobody was signed in, it has.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: 503 when it is not certain that the store heard of it, so the session may be alive; and what
    /// [`Gate::check`] refuses.
    pub fn ended(&self) -> Result<(), Rejection> {
        self.ended
    }

    /// Whether the browser is to forget its session cookie, by the `Set-Cookie` of [`Gate::remove_cookie`]. During an
    /// outage, too: the next person at a shared machine must not be the user.
    pub fn forgets(&self) -> bool {
        self.forgets
    }
}

impl Gate {
    /// Ends the session that a request presents, if any, for a sign-out.
    ///
    /// It asks the store to take the end also where the store cannot tell whether the session was ended before.
    pub async fn sign_out_of(&self, request: &Request<'_>, now: SystemTime) -> SignedOut {
        let ended = self.end_presented(request, now).await;
        let is_told = ended.as_ref().err().is_none_or(|rejection| is_outage(*rejection));
        if let (true, Err(rejection)) = (is_told, ended) {
            warn_incomplete(rejection);
        }
        SignedOut { ended, forgets: is_told && !self.may_be_of_another_application(request) }
    }

    pub(crate) async fn end_presented(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        match self.presented_session(request, now)? {
            Some(session) => self.sign_out(&session, now).await,
            None => Ok(()),
        }
    }

    fn presented_session(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Option<Session>, Rejection> {
        match self.check(request, now) {
            Ok(Visitor::Session(session)) => Ok(Some(session)),
            Ok(Visitor::Nobody { .. } | Visitor::Token(_)) => Ok(None),
            Err(rejection) if is_outage(rejection) => {
                // The store was asked before the page was looked at.
                if !request.is_safe() && !request.has_bearer() {
                    self.check_same_origin(request)?;
                }
                self.unchecked(request).map(Some).ok_or(rejection)
            }
            Err(rejection) => Err(rejection),
        }
    }
}

pub(crate) fn warn_incomplete(rejection: Rejection) {
    tracing::warn!(
        target: "passwordless.sign_out_incomplete", code = rejection.code(),
        "the browser forgets a session that may live until it expires: the store did not take its end"
    );
}

/// Whether nothing was decided about the request: what refuses it is neither its origin nor what it presents.
pub(crate) fn is_outage(rejection: Rejection) -> bool {
    use RejectionKind::{Overloaded, TooMany, Unavailable};
    matches!(rejection.kind(), Overloaded | TooMany | Unavailable)
}
