//! A signed-in user confirms something with a passkey.

use std::time::SystemTime;

use super::{
    super::session::{Session, StepUp, Text, seconds},
    Gate,
};
use crate::{Purpose, Rejection, TokenKind, VerifiedUser};

impl Gate {
    /// Notes in a session that its user confirmed `P` with a passkey. The session's id stays.
    ///
    /// The purpose is the one that the service read from the ceremony, and the user must be the session's own. What
    /// counts is when the passkey was used, not when its token was handed in: a token that is older than
    /// [`Purpose::MAX_AGE`] confirms nothing.
    ///
    /// # Errors
    ///
    /// As for [`examine`](Gate::examine) and [`admit`](Gate::admit); also when the session has ended.
    pub async fn step_up<P: Purpose>(
        &self,
        user: &VerifiedUser,
        session: &Session,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        let examined = self.examine_for(user, &TokenKind::PasskeySignin, Some(P::NAME), now)?;
        // A page may hold a token back, and the service may give it a life of days.
        self.rules.policy.check_max_age(user, P::MAX_AGE, "Purpose::MAX_AGE", now)?;
        self.admit(examined.must_be_of(session.user_id())?, None, now).await?;
        if !self.is_alive(session, now)? {
            return Err(Rejection::missing());
        }
        let session = confirmed::<P>(session, user.used_at(now), now)?;
        tracing::info!(
            target: "passwordless.stepped_up", user_id = session.user_id(), session = session.id(),
            purpose = P::NAME, "stepped up"
        );
        Ok(session)
    }

    /// As [`signed_in_as`](Gate::signed_in_as), of a user who has just confirmed `P`.
    ///
    /// # Errors
    ///
    /// As for [`step_up`](Gate::step_up).
    #[cfg(any(test, feature = "testing"))]
    pub fn stepped_up_as<P: Purpose>(&self, user_id: &str, now: SystemTime) -> Result<Session, Rejection> {
        confirmed::<P>(&self.signed_in_as(user_id, now)?, now, now)
    }
}

/// The session, with the note that its user confirmed `P` at that time, and that it was seen now.
fn confirmed<P: Purpose>(session: &Session, at: SystemTime, now: SystemTime) -> Result<Session, Rejection> {
    let step_up = Some(StepUp { purpose: P::NAME, at: seconds(at) });
    let text = Text { step_up, seen: seconds(now), ..session.parts() };
    Session::write(&text, session.form()).ok_or_else(|| {
        tracing::error!(
            target: "passwordless.misconfigured", purpose = P::NAME,
            "a purpose has from 1 to 64 letters, digits, `-` and `_`; change Purpose::NAME"
        );
        Rejection::misconfigured()
    })
}
