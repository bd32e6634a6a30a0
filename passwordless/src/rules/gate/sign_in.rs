//! From a user for whom the service vouches to a session.

use std::time::{Duration, SystemTime};

use super::{
    super::{
        session::{Form, Session, StepUp, Text},
        store::{Generation, Replaced, SessionMarks, Spent, StoreError, StoreFuture, TokenMarks},
    },
    Gate, no_randomness,
};
use crate::{Denial, DenialKind, Mark, Purpose, Rejection, TokenKind, VerifiedUser};

impl Gate {
    /// How long a store may take, so that one that stopped answering holds up nobody.
    const STORE_DEADLINE: Duration = Duration::from_secs(5);

    /// Lets a verified user in, once, and opens no session.
    ///
    /// The policy is asked first. Then the token is spent, so that it is good for nothing more, whatever comes of
    /// it: a token that was spent before, or made before its user signed out everywhere, or by a passkey that was
    /// deleted since, is denied. Passkey sign-ins must have the purpose `sign-in`, or the one of
    /// [`Policy::purpose`](crate::Policy::purpose): a step-up is none.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: invalid or denied where a rule says no, 503 where the store has no certain answer.
    pub async fn accept(
        &self,
        user: &VerifiedUser,
        expected: TokenKind,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        self.admit(user, &expected, self.purpose_at(&expected), None, now).await.map(|_| ())
    }

    /// Opens a session for a verified user, always with a new id, and ends the one that it replaces.
    ///
    /// `over` is the session that the same request presented, if any.
    ///
    /// # Errors
    ///
    /// As for [`accept`](Gate::accept).
    pub async fn sign_in(
        &self,
        user: &VerifiedUser,
        expected: TokenKind,
        over: Option<&Session>,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        let (token, generation) = self.admit(user, &expected, self.purpose_at(&expected), over, now).await?;
        if let Some(over) = over {
            tracing::info!(
                name: "passwordless.signed_out", user_id = over.user_id(), session = over.id(),
                "signed out by a sign-in in its place"
            );
        }
        let session = self.open(user.user_id(), (token.user, token.credential), generation, now)?;
        tracing::info!(
            name: "passwordless.signed_in", user_id = user.user_id(), session = session.id(), kind = %expected,
            "signed in"
        );
        Ok(session)
    }

    /// Notes in a session that its user confirmed `P` with a passkey. The session's id stays.
    ///
    /// The purpose is the one that the service read from the ceremony, and the user must be the session's own.
    ///
    /// # Errors
    ///
    /// As for [`accept`](Gate::accept); also when the session has ended.
    pub async fn step_up<P: Purpose>(
        &self,
        user: &VerifiedUser,
        session: &Session,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        if user.user_id() != session.user_id() {
            let text = "the token is another user's than the session".to_owned();
            return Err(Denial::new(DenialKind::User, text).into());
        }
        self.admit(user, &TokenKind::PasskeySignin, Some(P::NAME), None, now).await?;
        if !self.is_alive(session, now)? {
            return Err(Rejection::missing());
        }
        let session = confirmed::<P>(session, now)?;
        tracing::info!(
            name: "passwordless.stepped_up", user_id = session.user_id(), session = session.id(),
            purpose = P::NAME, "stepped up"
        );
        Ok(session)
    }

    /// A session that nobody signed in to, for tests: of a user with no passkey.
    ///
    /// # Errors
    ///
    /// As for [`accept`](Gate::accept).
    #[cfg(any(test, feature = "testing"))]
    pub fn signed_in_as(&self, user_id: &str, now: SystemTime) -> Result<Session, Rejection> {
        let user = Mark::user(user_id);
        let generation = self.rules.store.generation(user, now)?;
        self.open(user_id, (user, None), generation, now)
    }

    /// As [`signed_in_as`](Gate::signed_in_as), of a user who has just confirmed `P`.
    ///
    /// # Errors
    ///
    /// As for [`step_up`](Gate::step_up).
    #[cfg(any(test, feature = "testing"))]
    pub fn stepped_up_as<P: Purpose>(&self, user_id: &str, now: SystemTime) -> Result<Session, Rejection> {
        confirmed::<P>(&self.signed_in_as(user_id, now)?, now)
    }

    /// Only sign-ins with a passkey have a purpose that the ceremony fixed.
    fn purpose_at(&self, expected: &TokenKind) -> Option<&str> {
        (*expected == TokenKind::PasskeySignin).then(|| self.rules.policy.signin_purpose())
    }

    /// Asks policy and store; answers with the marks of the token, and the generation of the user's next session.
    async fn admit(
        &self,
        user: &VerifiedUser,
        expected: &TokenKind,
        purpose: Option<&str>,
        over: Option<&Session>,
        now: SystemTime,
    ) -> Result<(TokenMarks, Generation), Rejection> {
        self.rules.policy.check_for(user, expected, purpose, now)?;
        let token = TokenMarks {
            token: Mark::token(user.token_id()),
            user: Mark::user(user.user_id()),
            credential: user.credential_id().map(Mark::credential),
            minted_at: user.timestamp(),
            until: self.rules.policy.last_use(user),
        };
        match self.store_answers(self.rules.store.spend(token, over.map(replaced), now)).await? {
            Spent::First { generation } => Ok((token, generation)),
            Spent::Again => {
                let text = "the token was shown before, or too late to tell".to_owned();
                Err(Denial::new(DenialKind::Replay, text).into())
            }
            Spent::Revoked => {
                let text = "the token was made before its user signed out everywhere, by a passkey that was deleted \
                            since, or before the store's knowledge begins"
                    .to_owned();
                Err(Denial::new(DenialKind::Revoked, text).into())
            }
        }
    }

    fn open(
        &self,
        user_id: &str,
        (user, credential): (Mark, Option<Mark>),
        generation: Generation,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        let session = Mark::random().map_err(no_randomness)?;
        let marks = SessionMarks { session, user, credential, generation };
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let text = Text {
            marks,
            signed_in_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            expires: since.as_secs().saturating_add(self.rules.limits.absolute().as_secs()),
            seen: since.as_secs(),
            step_up: None,
            user_id,
        };
        Session::write(&text, Form::Cookie).ok_or_else(|| {
            tracing::error!(
                name: "passwordless.misconfigured", length = user_id.len(),
                "a session's user id has from 1 to 128 bytes, and its limit ends before the year 3000"
            );
            Rejection::misconfigured()
        })
    }

    pub(super) async fn store_answers<T>(&self, answer: StoreFuture<'_, T>) -> Result<T, Rejection> {
        match tokio::time::timeout(Self::STORE_DEADLINE, answer).await {
            Ok(answer) => Ok(answer?),
            Err(elapsed) => Err(StoreError::unavailable(elapsed).into()),
        }
    }
}

fn replaced(over: &Session) -> Replaced {
    let SessionMarks { session, user, .. } = *over.marks();
    Replaced { session, user, until: over.expires_at() }
}

/// The session, with the note that its user confirmed `P` now.
fn confirmed<P: Purpose>(session: &Session, now: SystemTime) -> Result<Session, Rejection> {
    let step_up = Some(StepUp { purpose: P::NAME, at: seconds(now) });
    let text = Text { step_up, seen: seconds(now), ..session.parts() };
    Session::write(&text, session.form()).ok_or_else(|| {
        tracing::error!(
            name: "passwordless.misconfigured", purpose = P::NAME,
            "a purpose has from 1 to 64 letters, digits, `-` and `_`; change Purpose::NAME"
        );
        Rejection::misconfigured()
    })
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
