//! From a passkey to a session.

use std::time::SystemTime;

use serde::Serialize;

use super::{Accounts, Answer, OwnSession, Proof, Request, posted::Posted};
use crate::{Rejection, Session, Token, TokenKind, VerifiedUser, Visitor, answer::written, rules::Form};

/// Who is signed in now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn<'a> {
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Ours to say of a session of ours only.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bearer: Option<String>,
}

impl Accounts {
    pub(super) async fn sign_in(
        &self,
        request: &Request<'_>,
        posted: &Posted,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let over = self.our_session(request, now)?;
        let user = self.verify(posted.token()?).await?;
        // The application is asked about nobody whom our own rules refuse, and a token of somebody whom it does not
        // know need not be spent.
        let examined = self.gate().examine(&user, TokenKind::PasskeySignin, now)?;
        let name = self.hooks().known(user.user_id()).await?.map(|known| known.name);
        let admission = self.gate().admit(examined, over.as_ref(), now).await?;
        if let Some(own) = request.own {
            return self.begin(200, own, (&user, Proof::Passkey), name).await;
        }
        let session = self.gate().open(admission, now)?;
        self.signed_in(200, request, &session, name, posted.session, now).await
    }

    /// Has the application begin a session of its own.
    pub(super) async fn begin(
        &self,
        status: u16,
        own: &dyn OwnSession,
        (user, by): (&VerifiedUser, Proof),
        name: Option<String>,
    ) -> Result<Answer, Rejection> {
        if self.hooks().sign_ins.is_some() {
            // It may be there to refuse somebody, so nobody is signed in past it.
            tracing::error!(
                target: "passwordless.misconfigured",
                "on_sign_in is told of sessions of ours only, and this application has its own; decide in \
                 OwnSession::begin, and leave on_sign_in out"
            );
            return Err(Rejection::misconfigured());
        }
        own.begin(user, by).await?;
        tracing::info!(
            target: "passwordless.signed_in", user_id = user.user_id(), kind = %user.kind(), session = "own", "signed in"
        );
        let body = SignedIn { user_id: user.user_id(), name, expires_at: None, bearer: None };
        Ok(Answer::json(status, &body))
    }

    /// Hands a session out: as a cookie, or to a client without cookies as a bearer.
    pub(super) async fn signed_in(
        &self,
        status: u16,
        request: &Request<'_>,
        session: &Session,
        name: Option<String>,
        form: Form,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        self.announce(session, request).await?;
        let bearer = match form {
            Form::Bearer => Some(self.gate().bearer(session)?),
            Form::Cookie => None,
        };
        let set_cookie = match form {
            Form::Bearer => None,
            Form::Cookie => Some(self.gate().set_cookie(session, now)?),
        };
        let expires_at = Some(written(session.expires_at()));
        let answer = Answer::json(status, &SignedIn { user_id: session.user_id(), name, expires_at, bearer });
        Ok(match set_cookie {
            Some(set_cookie) => answer.set_cookie(set_cookie),
            None => answer,
        })
    }

    pub(crate) async fn verify(&self, token: Token) -> Result<VerifiedUser, Rejection> {
        match &self.hooks().verify {
            Some(verify) => verify(token).await,
            None => Ok(self.client().verify(&token).await?),
        }
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
}
