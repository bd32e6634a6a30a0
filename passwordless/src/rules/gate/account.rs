//! What the account's operations need of the gate beside its doors.

use std::time::{Duration, SystemTime};

use super::{
    super::{
        session::{Form, Session, Text},
        store::{Generation, Revocation, SessionMarks},
    },
    Gate, Presented, no_randomness,
    presented::Found,
};
use crate::{Denial, DenialKind, Mark, Rejection, TokenKind, VerifiedUser};

impl Gate {
    /// Asks the policy, and spends nothing.
    pub(crate) fn check_policy(
        &self,
        user: &VerifiedUser,
        expected: &TokenKind,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        let purpose = (*expected == TokenKind::PasskeySignin).then(|| self.signin_purpose());
        Ok(self.rules.policy.check_for(user, expected, purpose, now)?)
    }

    pub(crate) fn signin_purpose(&self) -> &str {
        self.rules.policy.signin_purpose()
    }

    /// Refuses a token that is another user's than the one who asks.
    pub(crate) fn deny_other_user(&self) -> Rejection {
        let text = "the token is another user's than the session".to_owned();
        Denial::new(DenialKind::User, text).into()
    }

    /// Seals a text for this use only: what is sealed for one use opens for no other, the session's included.
    pub(crate) fn seal_for(&self, name: &str, text: &str) -> Result<String, Rejection> {
        self.rules.key.seal_cookie(name, text).map_err(no_randomness)
    }

    pub(crate) fn open_for<T>(
        &self,
        name: &str,
        value: &[u8],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.rules.key.open_cookie(name, value, read)
    }

    /// A session for a user who was accepted after this generation was read. What was revoked since ends it.
    pub(crate) fn open_session(
        &self,
        user: &VerifiedUser,
        generation: Generation,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let text = Text {
            marks: SessionMarks {
                session: random_mark()?,
                user: Mark::user(user.user_id()),
                credential: user.credential_id().map(Mark::credential),
                generation,
            },
            signed_in_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            expires: since.as_secs().saturating_add(self.rules.limits.absolute().as_secs()),
            seen: since.as_secs(),
            step_up: None,
            user_id: user.user_id(),
        };
        let session = Session::write(&text, Form::Cookie).ok_or_else(Rejection::misconfigured)?;
        tracing::info!(
            name: "passwordless.signed_in", user_id = user.user_id(), session = session.id(), kind = %user.kind(),
            "signed in"
        );
        Ok(session)
    }

    pub(crate) fn generation_of(&self, user_id: &str, now: SystemTime) -> Result<Generation, Rejection> {
        Ok(self.rules.store.generation(Mark::user(user_id), now)?)
    }

    pub(crate) async fn revoke_marks(
        &self,
        marks: &SessionMarks,
        until: SystemTime,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        let what = Revocation::Session { session: marks.session, user: marks.user };
        self.store_answers(self.rules.store.revoke(what, until, now)).await
    }

    pub(crate) async fn lease(
        &self,
        user_id: &str,
        length: Duration,
        now: SystemTime,
    ) -> Result<Option<Mark>, Rejection> {
        self.store_answers(self.rules.store.lease(Mark::user(user_id), length, now)).await
    }

    pub(crate) async fn release(&self, user_id: &str, lease: Mark) -> Result<(), Rejection> {
        self.store_answers(self.rules.store.release(Mark::user(user_id), lease)).await
    }
}

impl Presented<'_> {
    /// Whether no browser sent the request: with what changes things, browsers name the page that asks.
    pub(crate) fn is_a_programs(&self) -> bool {
        self.origin == Found::Nothing && self.fetch_site == Found::Nothing
    }

    pub(crate) fn has_bearer(&self) -> bool {
        self.bearer != Found::Nothing
    }
}

impl Session {
    pub(crate) fn is_bearer(&self) -> bool {
        self.form() == Form::Bearer
    }
}

pub(crate) fn random_mark() -> Result<Mark, Rejection> {
    Mark::random().map_err(no_randomness)
}
