//! From a user for whom the service vouches to a session: examined, admitted once, and only then signed in.

use std::time::SystemTime;

use super::{
    super::{
        random_mark,
        session::{Form, OpenedBy, Session, Text},
        store::{Generation, Replaced, SessionMarks, Spent, TokenMarks},
    },
    Gate,
    known_passkeys::Known,
};
use crate::{Denial, DenialKind, Mark, Rejection, TokenKind, VerifiedUser};

/// A verified user in whose token no rule found a fault, and who has not used it yet. See [`Gate::examine`].
#[derive(Debug)]
pub struct Examined<'u> {
    pub(super) user: &'u VerifiedUser,
    until: SystemTime,
    /// What is known of the user's passkeys, once somebody looked.
    pub(super) known: Option<Known>,
}

/// A verified user whose token is spent. It opens one session, and therefore cannot be copied. See [`Gate::admit`].
#[derive(Debug)]
pub struct Admission<'u> {
    user: &'u VerifiedUser,
    mark: Mark,
    credential: Option<Mark>,
    /// As the token was spent, so that whatever is revoked later ends the session.
    generation: Generation,
}

impl Gate {
    /// Asks the policy whether this user may pass with a token of the expected kind. Does no I/O.
    ///
    /// Passkey sign-ins must have the purpose `sign-in`, or the one of [`Policy::purpose`](crate::Policy::purpose): a
    /// step-up does not count as a sign-in. What the application has to say about the user is asked next, and then
    /// the token is spent with [`admit`](Self::admit).
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: invalid or denied, as the policy says.
    pub fn examine<'u>(
        &self,
        user: &'u VerifiedUser,
        expected: TokenKind,
        now: SystemTime,
    ) -> Result<Examined<'u>, Rejection> {
        // Only sign-ins with a passkey have a purpose that the ceremony fixed.
        let purpose = (expected == TokenKind::PasskeySignin).then(|| self.signin_purpose());
        self.examine_for(user, &expected, purpose, now)
    }

    pub(super) fn examine_for<'u>(
        &self,
        user: &'u VerifiedUser,
        expected: &TokenKind,
        purpose: Option<&str>,
        now: SystemTime,
    ) -> Result<Examined<'u>, Rejection> {
        self.rules.policy.check_for(user, expected, purpose, now)?;
        Ok(Examined { user, until: self.rules.policy.last_use(user), known: None })
    }

    /// Looks what is known of the user's passkeys, once.
    pub(crate) async fn recognise(&self, examined: &mut Examined<'_>) -> Result<Known, Rejection> {
        let known = match examined.known {
            Some(known) => known,
            None => self.known(examined.user).await?,
        };
        examined.known = Some(known);
        Ok(known)
    }

    /// Spends the token, once, and ends the session that this sign-in replaces.
    ///
    /// `over` is the session that the same request presented, if any. A token that was spent before, or made before
    /// its user signed out everywhere, or by a passkey that was deleted since, is denied. Where passkeys of the user are
    /// known, a sign-in by another is denied, whose token is not spent.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: invalid where the token may not be used, 503 where the store has no certain answer.
    pub async fn admit<'u>(
        &self,
        mut examined: Examined<'u>,
        over: Option<&Session>,
        now: SystemTime,
    ) -> Result<Admission<'u>, Rejection> {
        let known = self.recognise(&mut examined).await?;
        self.check_known(examined.user, known, now)?;
        let Examined { user, until, .. } = examined;
        let token = TokenMarks {
            token: Mark::token(user.token_id()),
            user: Mark::user(user.user_id()),
            credential: user.credential_id().map(Mark::credential),
            minted_at: user.timestamp(),
            until,
        };
        let generation = match self
            .store_answers(self.rules.store.spend(token, over.map(replaced), now))
            .await?
        {
            Spent::First { generation } => generation,
            Spent::Again => {
                let text = "the token was shown before, or too late to tell".to_owned();
                return Err(Denial::new(DenialKind::Replay, text).into());
            }
            Spent::Revoked => {
                let text = "the token was made before its user signed out everywhere, by a passkey that was deleted \
                            since, or before the store's knowledge begins"
                    .to_owned();
                return Err(Denial::new(DenialKind::Revoked, text).into());
            }
        };
        if let Some(over) = over {
            tracing::info!(
                target: "passwordless.signed_out", user_id = over.user_id(), session = over.id(),
                "signed out by a sign-in in its place"
            );
        }
        Ok(Admission { user, mark: token.user, credential: token.credential, generation })
    }

    /// Opens a session, always with a new id.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: 401 where it would have ended already, because its user signed out everywhere or the store started
    /// anew since the token was spent; 500 for a user id that no session can hold; 503 when the system has no random bytes
    /// to give, or the store cannot tell.
    pub fn open(&self, admission: Admission<'_>, now: SystemTime) -> Result<Session, Rejection> {
        let user = admission.user;
        let opened_by = OpenedBy::token(&user.kind());
        // A page may hold a token back: what counts is when the passkey was used. A link was sent long before.
        let at = if opened_by.is_a_passkey() { user.used_at(now) } else { now };
        let marks = admission.into_marks()?;
        if self.has_ended(&marks, now)? {
            let text = "the session ended while it was opened".to_owned();
            return Err(Denial::new(DenialKind::Revoked, text).into());
        }
        let session = self.session_of(user.user_id(), marks, (opened_by, at), now)?;
        tracing::info!(
            target: "passwordless.signed_in", user_id = user.user_id(), session = session.id(), kind = %user.kind(),
            "signed in"
        );
        Ok(session)
    }

    /// [Examines](Self::examine) a verified user, [admits](Self::admit) them and [opens](Self::open) a session.
    ///
    /// # Errors
    ///
    /// As for each of the three.
    pub async fn sign_in(
        &self,
        user: &VerifiedUser,
        expected: TokenKind,
        over: Option<&Session>,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        let examined = self.examine(user, expected, now)?;
        let admission = self.admit(examined, over, now).await?;
        self.open(admission, now)
    }

    /// A session that nobody signed in to, for tests: as if its user had just used a passkey.
    ///
    /// # Errors
    ///
    /// As for [`open`](Gate::open).
    #[cfg(any(test, feature = "testing"))]
    pub fn signed_in_as(&self, user_id: &str, now: SystemTime) -> Result<Session, Rejection> {
        let user = Mark::user(user_id);
        let generation = self.rules.store.generation(user, now)?;
        let marks = SessionMarks { session: random_mark()?, user, credential: None, generation };
        self.session_of(user_id, marks, (OpenedBy::Passkey, now), now)
    }

    pub(super) fn session_of(
        &self,
        user_id: &str,
        marks: SessionMarks,
        (opened_by, at): (OpenedBy, SystemTime),
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let at = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let text = Text {
            marks,
            opened_by,
            signed_in_ms: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
            expires: at.as_secs().saturating_add(self.rules.limits.absolute().as_secs()),
            seen: since.as_secs(),
            step_up: None,
            user_id,
        };
        Session::write(&text, Form::Cookie).ok_or_else(|| {
            tracing::error!(
                target: "passwordless.misconfigured", length = user_id.len(),
                "a session's user id has from 1 to 128 bytes, and ends before the year 3000"
            );
            Rejection::misconfigured()
        })
    }
}

fn replaced(over: &Session) -> Replaced {
    let SessionMarks { session, user, .. } = *over.marks();
    Replaced { session, user, until: over.expires_at() }
}

impl Examined<'_> {
    /// What is known of the user's passkeys now, where the caller has changed it.
    pub(crate) fn knowing(mut self, known: Known) -> Self {
        self.known = Some(known);
        self
    }

    /// Refuses a token that is another user's than the one who must confirm.
    pub(crate) fn must_be_of(self, user_id: &str) -> Result<Self, Rejection> {
        self.user.is(user_id)?;
        Ok(self)
    }
}

impl Admission<'_> {
    /// Whom the service vouched for.
    pub fn user_id(&self) -> &str {
        self.user.user_id()
    }

    /// The marks of what this admission opens, under a new id.
    pub(crate) fn into_marks(self) -> Result<SessionMarks, Rejection> {
        let Self { mark: user, credential, generation, .. } = self;
        Ok(SessionMarks { session: random_mark()?, user, credential, generation })
    }
}
