//! What somebody who signs in is given: a session of ours, or one of the application's own.

use std::time::SystemTime;

use serde::Serialize;

use super::{Accounts, Answer, OwnSession, Proof, Request};
use crate::{Rejection, Session, VerifiedUser, answer::written, rules::Form};

/// Who is signed in now.
#[derive(Default, Serialize)]
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
    /// Of a newcomer: whether the service knows the name, so that one may begin to sign in by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sign_in_by_name: Option<bool>,
}

/// Whom an answer tells of.
pub(super) enum Told {
    /// A user, by the name that the application knows.
    User(Option<String>),
    /// Somebody who has just become one.
    Newcomer { name: String, sign_in_by_name: bool },
}

impl Told {
    fn status(&self) -> u16 {
        match self {
            Self::User(_) => 200,
            Self::Newcomer { .. } => 201,
        }
    }

    fn of(self, user_id: &str) -> SignedIn<'_> {
        let (name, sign_in_by_name) = match self {
            Self::User(name) => (name, None),
            Self::Newcomer { name, sign_in_by_name } => (Some(name), Some(sign_in_by_name)),
        };
        SignedIn { user_id, name, sign_in_by_name, ..SignedIn::default() }
    }
}

impl Accounts {
    /// Refuses to begin a session of the application's own where a hook is to be told of sessions of ours: it may be there
    /// to refuse somebody. Asked before anything is done, too, so that nobody makes a passkey in vain.
    pub(super) fn check_passes_no_hook(&self, own: Option<&dyn OwnSession>) -> Result<(), Rejection> {
        if own.is_none() || self.hooks().sign_ins.is_none() {
            return Ok(());
        }
        tracing::error!(
            target: "passwordless.misconfigured",
            "on_sign_in is told of sessions of ours only, and this application has its own; decide in \
             OwnSession::begin, and leave on_sign_in out"
        );
        Err(Rejection::misconfigured())
    }

    /// Has the application begin a session of its own.
    pub(super) async fn begin_own(
        &self,
        told: Told,
        own: &dyn OwnSession,
        (user, by): (&VerifiedUser, Proof),
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        self.check_passes_no_hook(Some(own))?;
        // A page may hold a token back: what counts is when the passkey was used. A link was sent long before.
        let at = if by == Proof::Passkey { user.used_at(now) } else { now };
        own.begin(user, by, at).await?;
        tracing::info!(
            target: "passwordless.signed_in", user_id = user.user_id(), kind = %user.kind(), session = "own", "signed in"
        );
        Ok(Answer::json(told.status(), &told.of(user.user_id())))
    }

    /// Hands a session out: as a cookie, or to a client without cookies as a bearer.
    pub(super) async fn signed_in(
        &self,
        told: Told,
        request: &Request<'_>,
        session: &Session,
        form: Form,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        self.announce(session, request).await?;
        let (status, expires_at) = (told.status(), Some(written(session.expires_at())));
        let body = SignedIn { expires_at, ..told.of(session.user_id()) };
        match form {
            Form::Bearer => {
                let bearer = Some(self.gate().bearer(session)?);
                Ok(Answer::json(status, &SignedIn { bearer, ..body }))
            }
            Form::Cookie => Ok(Answer::json(status, &body).set_cookie(self.gate().set_cookie(session, now)?)),
        }
    }
}
