//! Whose request it is: by a session of ours, or by one of the application's own.

use std::time::SystemTime;

use super::{Accounts, Present, Request, proof::Proofs};
use crate::{Rejection, Session, Token, VerifiedUser, Visitor};

/// Who is signed in.
pub(super) enum Who {
    Ours(Session),
    Own(Present),
}

impl Who {
    pub(super) fn user_id(&self) -> &str {
        match self {
            Self::Ours(session) => session.user_id(),
            Self::Own(present) => present.user_id(),
        }
    }

    pub(super) fn proofs(&self) -> Proofs {
        match self {
            Self::Ours(session) => Proofs::of(session),
            Self::Own(present) => *present.proofs(),
        }
    }

    /// The session of ours, if it is one.
    pub(super) fn session(&self) -> Option<&Session> {
        match self {
            Self::Ours(session) => Some(session),
            Self::Own(_) => None,
        }
    }

    /// The name that the application's own session says.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Ours(_) => None,
            Self::Own(present) => Some(present.name()),
        }
    }
}

impl Accounts {
    /// Who is signed in, if anybody. A page that shows somebody else is refused.
    pub(super) async fn visitor(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Option<Who>, Rejection> {
        match request.own {
            Some(own) => shown(request, own.present().await?.map(Who::Own)),
            None => {
                self.gate().require_sessions()?;
                shown(request, self.our_session(request, now)?.map(Who::Ours))
            }
        }
    }

    /// Who must be signed in.
    pub(super) async fn present(&self, request: &Request<'_>, now: SystemTime) -> Result<Who, Rejection> {
        match request.own {
            Some(_) => self.visitor(request, now).await?.ok_or(Rejection::missing()),
            None => self.present_session(request, now).map(Who::Ours),
        }
    }

    /// The session of ours that there must be.
    pub(super) fn present_session(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        self.gate().require_sessions()?;
        let session = self.gate().check(&request.presented, now)?.session()?;
        request.must_show(session.user_id())?;
        Ok(session)
    }

    /// Who must be signed in, and asks for what costs a call of the service: one request of theirs is counted.
    pub(super) async fn asks(&self, request: &Request<'_>, now: SystemTime) -> Result<Who, Rejection> {
        let who = self.present(request, now).await?;
        self.count_user(who.user_id(), now)?;
        Ok(who)
    }

    /// The session of ours that the request presents, if any.
    pub(super) fn our_session(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Option<Session>, Rejection> {
        match self.gate().check(&request.presented, now)? {
            Visitor::Session(session) => Ok(Some(session)),
            Visitor::Nobody { .. } | Visitor::Token(_) => Ok(None),
        }
    }

    /// Whom the service vouches for by this token.
    pub(crate) async fn verify(&self, token: Token) -> Result<VerifiedUser, Rejection> {
        match &self.hooks().verify {
            Some(verify) => verify(token).await,
            None => Ok(self.client().verify(&token).await?),
        }
    }
}

/// Who is signed in, if the page shows nobody else.
fn shown(request: &Request<'_>, who: Option<Who>) -> Result<Option<Who>, Rejection> {
    who.iter().try_for_each(|who| request.must_show(who.user_id()))?;
    Ok(who)
}
