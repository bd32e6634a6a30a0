//! Which of a user's passkeys can sign in here.

use std::time::SystemTime;

use super::{
    super::{random_mark, store::SessionMarks},
    Gate,
};
use crate::{CredentialId, Mark, Rejection};

impl Gate {
    /// Whether a passkey of this relying party can sign in on a page of the application.
    pub(crate) fn takes_passkeys_of(&self, rp_id: &str) -> bool {
        self.rules.policy.takes_passkeys_of(rp_id)
    }

    /// Those of the user's passkeys that [`end_passkey`](Gate::end_passkey) ended: they sign nobody in.
    ///
    /// # Errors
    ///
    /// A 503 when the store cannot tell.
    pub(crate) fn ended_passkeys<'a>(
        &self,
        user_id: &str,
        passkeys: impl Iterator<Item = &'a CredentialId>,
        now: SystemTime,
    ) -> Result<Vec<CredentialId>, Rejection> {
        let user = Mark::user(user_id);
        let generation = self.rules.store.generation(user, now)?;
        let nobody = SessionMarks { session: random_mark()?, user, credential: None, generation };
        let mut ended = Vec::new();
        for passkey in passkeys {
            let session = SessionMarks { credential: Some(Mark::credential(passkey)), ..nobody };
            if self.has_ended(&session, now)? {
                ended.push(passkey.clone());
            }
        }
        // Perhaps the user signed out everywhere in the meantime, which ended the session and not its passkey. The
        // caller deletes what has ended, so this is asked last: no end is taken back.
        if !ended.is_empty() && self.has_ended(&nobody, now)? {
            return Err(Rejection::unavailable());
        }
        Ok(ended)
    }
}
