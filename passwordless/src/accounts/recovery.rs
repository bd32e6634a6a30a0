//! What a magic link opens: less than a session.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Accounts, Request, cookies::Kept};
use crate::{Mark, Rejection, SessionMarks, gate::Admission, rules::seconds};

/// How long a link may take to become a passkey.
const LIFE: Duration = Duration::from_secs(10 * 60);

/// Somebody who followed a magic link, and may add a passkey to their account, and nothing else.
///
/// It is kept in a cookie of its own, for ten minutes, and never counts as a [`Session`](crate::Session). Signing out
/// everywhere ends it, and so does the passkey that was added.
#[derive(Clone)]
pub struct RecoverySession {
    user_id: String,
    until: u64,
    pub(super) marks: SessionMarks,
}

impl RecoverySession {
    /// Of a user whose link was admitted.
    pub(super) fn open(admission: Admission<'_>, now: SystemTime) -> Result<Self, Rejection> {
        let user_id = admission.user_id().to_owned();
        Ok(Self { user_id, until: seconds(now) + LIFE.as_secs(), marks: admission.into_marks()? })
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '.');
        let session = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        let (generation, until) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let user_id = parts.next()?.to_owned();
        let marks = SessionMarks {
            session: Mark::from_bytes(session.try_into().ok()?),
            user: Mark::user(&user_id),
            credential: None,
            generation,
        };
        Some(Self { user_id, until, marks })
    }

    /// Whose account it is, by the id that was given at registration.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// When it ends at the latest.
    pub fn expires_at(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.until)
    }
}

/// Shows nothing that could be used.
impl fmt::Debug for RecoverySession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoverySession")
            .field("user_id", &self.user_id)
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}

impl Accounts {
    /// Who followed a magic link in the browser that sends this request.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: missing where nobody did, or too long ago; misconfigured where there are neither sessions of ours nor
    /// magic links; denied where a request that changes something comes
    /// from a page of another origin; 503 where the store cannot tell whether it was ended.
    pub fn recovery_session(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<RecoverySession, Rejection> {
        // Where there are no links, nobody ever recovers: somebody meant another application's guard.
        if self.links().is_none() {
            self.gate().require_sessions()?;
        }
        let Some(recovery) = self.recovery(request, now)? else { return Err(Rejection::missing()) };
        if !request.presented.is_safe() {
            self.gate().check_same_origin(&request.presented)?;
        }
        Ok(recovery)
    }

    /// The same for our own routes, which have looked at the origin already.
    pub(super) fn recovery(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Option<RecoverySession>, Rejection> {
        match self.begun_recovery(request, now) {
            Some(recovery) if !self.gate().has_ended(&recovery.marks, now)? => Ok(Some(recovery)),
            _ => Ok(None),
        }
    }

    /// Who followed a link a short while ago, whether or not that has ended.
    pub(super) fn begun_recovery(&self, request: &Request<'_>, now: SystemTime) -> Option<RecoverySession> {
        let recovery = self.kept(request, Kept::Recovery, RecoverySession::read);
        recovery.filter(|recovery| recovery.until > seconds(now))
    }

    pub(super) fn keep_recovery(&self, recovery: &RecoverySession) -> Result<String, Rejection> {
        let session = URL_SAFE_NO_PAD.encode(recovery.marks.session.as_bytes());
        let RecoverySession { marks, until, user_id } = recovery;
        self.keep(Kept::Recovery, &format!("{session}.{}.{until}.{user_id}", marks.generation), LIFE)
    }

    pub(super) async fn end_recovery(
        &self,
        recovery: &RecoverySession,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        self.gate().revoke_marks(&recovery.marks, recovery.expires_at(), now).await
    }
}
