//! A session for a user whom the application identified itself.

use std::time::SystemTime;

use super::{
    super::{
        random_mark,
        session::{OpenedBy, Session},
        store::SessionMarks,
    },
    Gate,
};
use crate::{Mark, Rejection};

impl Gate {
    /// Opens a session for a user whom the application identified itself: by a password, another provider, a support
    /// tool. Nobody is asked, so this works while the service is down.
    ///
    /// It counts as no use of a passkey: see [`Session::passkey_used_at`]. `over` is the session that the same request
    /// presented, if any, which ends. Call it when you are sure who the user is; nothing here can tell.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: 500 for a user id that no session can hold, 503 where the store has no certain answer.
    pub async fn sign_in_known(
        &self,
        user_id: &str,
        over: Option<&Session>,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        self.require_sessions()?;
        if let Some(over) = over {
            self.sign_out(over, now).await?;
        }
        // Read after that, in case the end of the other session grew it.
        let user = Mark::user(user_id);
        let generation = self.rules.store.generation(user, now)?;
        let marks = SessionMarks { session: random_mark()?, user, credential: None, generation };
        let session = self.session_of(user_id, marks, (OpenedBy::Application, now), now)?;
        tracing::info!(
            target: "passwordless.signed_in", user_id, session = session.id(), kind = "application", "signed in"
        );
        Ok(session)
    }
}
