//! What somebody who signs in is given: a session of ours, or one of the application's own.

use std::time::SystemTime;

use serde::Serialize;

use super::{Accounts, Answer, OwnSession, Proof, Request};
use crate::{Rejection, Session, VerifiedUser, answer::written, rules::Form};

/// Who is signed in now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignedIn<'a> {
    pub(super) user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// Ours to say of a session of ours only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bearer: Option<String>,
}

impl Accounts {
    /// Has the application begin a session of its own.
    pub(super) async fn begin_own(
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
        let expires_at = Some(written(session.expires_at()));
        let body = SignedIn { user_id: session.user_id(), name, expires_at, bearer: None };
        match form {
            Form::Bearer => {
                let bearer = Some(self.gate().bearer(session)?);
                Ok(Answer::json(status, &SignedIn { bearer, ..body }))
            }
            Form::Cookie => Ok(Answer::json(status, &body).set_cookie(self.gate().set_cookie(session, now)?)),
        }
    }
}
