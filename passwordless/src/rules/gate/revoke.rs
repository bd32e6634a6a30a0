//! The end of sessions: on the server, not only in the browser.

use std::time::SystemTime;

use super::{
    super::{
        session::Session,
        store::{Revocation, SessionMarks, all_are_over},
    },
    Gate,
};
use crate::{CredentialId, Mark, Rejection, rules::StoreErrorKind};

impl Gate {
    /// Ends a session. Remove its cookie too, whatever this answers: [`sign_out_of`](Gate::sign_out_of) says what to tell
    /// the browser.
    ///
    /// # Errors
    ///
    /// A 503 when it is not certain that the store heard of it: the session may be alive.
    pub async fn sign_out(&self, session: &Session, now: SystemTime) -> Result<(), Rejection> {
        self.revoke_marks(session.marks(), session.expires_at(), now).await?;
        tracing::info!(
            target: "passwordless.signed_out", user_id = session.user_id(), session = session.id(), "signed out"
        );
        Ok(())
    }

    /// Ends a session from elsewhere: one of a list that the application keeps.
    ///
    /// `session` is what [`Session::mark`] said, and `until` what [`Session::expires_at`] did. Look
    /// first whether the session is one of that user: nobody else does.
    ///
    /// # Errors
    ///
    /// A 503 when it is not certain that the store heard of it: the session may be alive.
    pub async fn end_session(
        &self,
        user_id: &str,
        session: Mark,
        until: SystemTime,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        let what = Revocation::Session { session, user: Mark::user(user_id) };
        self.revoke(what, until, now).await?;
        tracing::info!(target: "passwordless.signed_out", user_id, "signed out from elsewhere");
        Ok(())
    }

    /// Ends every session of a user, and every token of the user that was made and not yet spent.
    ///
    /// Whether a token was made before is decided by comparing two clocks, ours and the service's, without a leeway: see
    /// [`Store::spend`](crate::Store::spend). For sessions no clock decides.
    ///
    /// # Errors
    ///
    /// A 503 when it is not certain that the store heard of it: the sessions may be alive.
    pub async fn sign_out_everywhere(&self, user_id: &str, now: SystemTime) -> Result<(), Rejection> {
        self.revoke(Revocation::User(Mark::user(user_id)), self.all_are_over(now), now).await?;
        tracing::info!(target: "passwordless.signed_out_everywhere", user_id, "signed out everywhere");
        Ok(())
    }

    /// Whether a session of a list was ended, in whatever way: signed out here or from elsewhere, everywhere, by a
    /// sign-in over it, or with its passkey. One that has expired need not be asked about: the store forgets it.
    ///
    /// `session` is what [`Session::marks`] said. The answer is what [`check`](Gate::check) would go by: no network, no
    /// wait.
    ///
    /// # Errors
    ///
    /// A 503 when the store cannot tell.
    pub fn has_ended(&self, session: &SessionMarks, now: SystemTime) -> Result<bool, Rejection> {
        Ok(self.rules.store.is_revoked(session, now)?)
    }

    /// Ends every session that a passkey opened, and every token of it, and forgets that it is known: it signs nobody in
    /// any more. Call it before you delete a passkey at the service yourself.
    ///
    /// A store remembers a bounded number of a user's ended passkeys. Where it has no room for another, every session and
    /// every unspent token of the user ends in its place, so that nobody who makes many passkeys keeps the owner from
    /// deleting them. The passkey then signs nobody in where passkeys of the user are known; where none are, only once the
    /// service has deleted it.
    ///
    /// # Errors
    ///
    /// A 503 when it is not certain that the store heard of it: the sessions may be alive.
    pub async fn end_passkey(
        &self,
        user_id: &str,
        credential: &CredentialId,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        let (user, until) = (Mark::user(user_id), self.all_are_over(now));
        let what = Revocation::Credential { credential: Mark::credential(credential), user };
        match self.asked(self.rules.store.revoke(what, until, now)).await {
            // For as long as the service has it: the end above is forgotten earlier.
            Ok(()) => self.forget_passkey(user_id, credential).await?,
            Err(error) if matches!(error.kind(), StoreErrorKind::TooMany | StoreErrorKind::Full) => {
                // Before it is forgotten, so that it is a known passkey for whoever tries again where this fails; and
                // after, for what it opened in between.
                self.revoke(Revocation::User(user), until, now).await?;
                self.forget_passkey(user_id, credential).await?;
                self.sign_out_everywhere(user_id, now).await?;
            }
            Err(error) => return Err(error.into()),
        }
        tracing::info!(
            target: "passwordless.passkey_ended", user_id, %credential, "ended what a passkey opened"
        );
        Ok(())
    }

    /// Ends what has these marks: a session, or what is less than one.
    pub(crate) async fn revoke_marks(
        &self,
        marks: &SessionMarks,
        until: SystemTime,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        self.revoke(Revocation::Session { session: marks.session, user: marks.user }, until, now).await
    }

    async fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> Result<(), Rejection> {
        self.store_answers(self.rules.store.revoke(what, until, now)).await
    }

    /// When no session and no token of today can be alive: no session that another host of the store opened either.
    fn all_are_over(&self, now: SystemTime) -> SystemTime {
        let tokens = now.checked_add(self.rules.policy.longest_use());
        all_are_over(now).max(tokens).unwrap_or(now)
    }
}
