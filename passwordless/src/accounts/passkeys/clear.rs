//! Passkeys that sign nobody in make room for one that does.

use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use super::{super::Accounts, listed::has};
use crate::{CredentialId, Rejection};

/// More than any user leaves unfinished: a thief with a registration token makes any number.
const MOST: usize = 20;
const DEADLINE: Duration = Duration::from_secs(20);

impl Accounts {
    /// Deletes at the service what signs the user in no more, or never did: the service would have the device make no
    /// passkey beside it, and nobody could sign in with the one that is there. So it is where the connection broke before
    /// the browser could say that it had made one.
    ///
    /// Nothing is deleted of a user of whom the application was told nothing: the passkeys are from before.
    pub(super) async fn clear_for_addition(&self, user_id: &str, now: SystemTime) -> Result<(), Rejection> {
        if !self.keeps_passkeys() || !self.gate().knows_passkeys_of(user_id).await? {
            return Ok(());
        }
        let mut listed = self.listed_for_certain(user_id, now).await?;
        self.finish_deletions(&mut listed, user_id, now).await;
        let unfinished = listed.unfinished();
        let deletions = async {
            for id in unfinished.iter().take(MOST) {
                self.delete_unfinished_passkey(user_id, id, now).await?;
            }
            Ok(())
        };
        timeout(DEADLINE, deletions).await.unwrap_or(Err(Rejection::unavailable()))
    }

    async fn delete_unfinished_passkey(
        &self,
        user_id: &str,
        id: &CredentialId,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        // First here, so that another tab that finishes with it right now is refused and starts again.
        self.gate().end_passkey(user_id, id, now).await?;
        if let Err(error) = self.client().delete_credential(id).await {
            // The service answers 500 where somebody else was faster, so what counts is what it lists.
            match self.client().credentials(user_id).await {
                Ok(remaining) if !has(&remaining, id) => {}
                _ => return Err(error.into()),
            }
        }
        tracing::info!(
            target: "passwordless.unfinished_deleted", user_id, credential = %id,
            "deleted a passkey whose registration was never finished"
        );
        Ok(())
    }
}
