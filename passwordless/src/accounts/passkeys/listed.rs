use std::{
    mem,
    time::{Duration, SystemTime},
};

use tokio::time::{Instant, timeout_at};

use super::super::{Accounts, changes::PasskeyChangeKind};
use crate::{Credential, CredentialId, Rejection};

/// How many deletions a listing tries to finish, and how long it may take.
const MOST: usize = 3;
const DEADLINE: Duration = Duration::from_secs(2);
/// Longer than that. Where the browser goes away in the middle, the user waits this long to delete another.
const LEASE: Duration = Duration::from_secs(5);

/// The passkeys that the service lists.
pub(super) struct Listed {
    credentials: Vec<Credential>,
    /// Those that were deleted here, and not yet at the service. They sign nobody in.
    ended: Vec<CredentialId>,
    /// Those that were not registered here. They sign nobody in either.
    unknown: Vec<CredentialId>,
    /// Those that were listed and are deleted since. A device has to hear of the last one, too.
    gone: Vec<Credential>,
}

impl Listed {
    fn new(credentials: Vec<Credential>, ended: Vec<CredentialId>, unknown: Vec<CredentialId>) -> Self {
        Self { credentials, ended, unknown, gone: Vec::new() }
    }

    /// What is listed, and what was until a moment ago.
    pub(super) fn all(&self) -> impl Iterator<Item = &Credential> {
        self.credentials.iter().chain(&self.gone)
    }

    pub(super) fn credentials(&self) -> &[Credential] {
        &self.credentials
    }

    pub(super) fn has(&self, id: &CredentialId) -> bool {
        has(&self.credentials, id)
    }

    pub(super) fn has_ended(&self, id: &CredentialId) -> bool {
        self.ended.contains(id)
    }

    pub(super) fn is_unknown(&self, id: &CredentialId) -> bool {
        self.unknown.contains(id)
    }

    pub(super) fn keep_only(&mut self, id: &CredentialId) {
        self.credentials.retain(|credential| credential.id() == id);
    }

    /// Those that were not registered here, and were not deleted here either.
    pub(super) fn unfinished(&self) -> Vec<CredentialId> {
        self.unknown.iter().filter(|id| !self.has_ended(id)).cloned().collect()
    }

    pub(super) fn remove(&mut self, id: &CredentialId) {
        let listed = mem::take(&mut self.credentials);
        let (gone, left): (Vec<_>, _) = listed.into_iter().partition(|credential| credential.id() == id);
        self.credentials = left;
        self.gone.extend(gone);
        self.ended.retain(|ended| ended != id);
        self.unknown.retain(|unknown| unknown != id);
    }
}

impl Accounts {
    /// What the service lists. Where the store cannot tell, no deletion is called unfinished, and no passkey unknown.
    pub(super) async fn listed(&self, user_id: &str, now: SystemTime) -> Result<Listed, Rejection> {
        let credentials = self.client().credentials(user_id).await?;
        let ended = self.ended_of(&credentials, user_id, now).unwrap_or_default();
        let unknown = self.unknown_of(&credentials, user_id).await.unwrap_or_default();
        Ok(Listed::new(credentials, ended, unknown))
    }

    /// As [`listed`](Self::listed), for a decision: refused where the store cannot tell.
    pub(super) async fn listed_for_certain(
        &self,
        user_id: &str,
        now: SystemTime,
    ) -> Result<Listed, Rejection> {
        let credentials = self.client().credentials(user_id).await?;
        let ended = self.ended_of(&credentials, user_id, now)?;
        let unknown = self.unknown_of(&credentials, user_id).await?;
        Ok(Listed::new(credentials, ended, unknown))
    }

    /// Those that were not registered here.
    pub(in crate::accounts) async fn unknown_of(
        &self,
        credentials: &[Credential],
        user_id: &str,
    ) -> Result<Vec<CredentialId>, Rejection> {
        self.gate().unknown_passkeys(user_id, credentials.iter().map(Credential::id)).await
    }

    /// Those that were deleted here.
    pub(in crate::accounts) fn ended_of(
        &self,
        credentials: &[Credential],
        user_id: &str,
        now: SystemTime,
    ) -> Result<Vec<CredentialId>, Rejection> {
        self.gate().ended_passkeys(user_id, credentials.iter().map(Credential::id), now)
    }

    /// Whether it signs its user in here.
    pub(super) fn signs_in(&self, listed: &Listed, passkey: &Credential) -> bool {
        let is_taken = passkey.rp_id().is_none_or(|rp_id| self.gate().takes_passkeys_of(rp_id));
        is_taken && !listed.has_ended(passkey.id()) && !listed.is_unknown(passkey.id())
    }

    /// Whether the user can sign in here by a passkey other than this one.
    pub(super) fn has_another(&self, listed: &Listed, id: &CredentialId) -> bool {
        listed.credentials.iter().any(|other| other.id() != id && self.signs_in(listed, other))
    }

    /// Tries once more to delete at the service what the user deleted here. Where that fails, the next listing tries.
    pub(super) async fn finish_deletions(&self, listed: &mut Listed, user_id: &str, now: SystemTime) {
        if listed.ended.is_empty() {
            return;
        }
        // Another request deletes right now, or did a moment ago without a certain outcome.
        let Ok(Some(lease)) = self.gate().lease(user_id, LEASE, now).await else { return };
        let until = Instant::now() + DEADLINE;
        let ended: Vec<_> = listed.ended.iter().take(MOST).cloned().collect();
        for id in ended {
            match timeout_at(until, self.client().delete_credential(&id)).await {
                Ok(Ok(())) => {
                    self.deleted(user_id, &id).await;
                    listed.remove(&id);
                }
                // Logged as it becomes a refusal, which nobody is told.
                Ok(Err(error)) => drop(Rejection::from(error)),
                Err(_) => break,
            }
        }
        // A lease that is not given back ends by itself.
        let _ = self.gate().release(user_id, lease).await;
    }

    /// Takes note of a passkey that the service deleted.
    pub(super) async fn deleted(&self, user_id: &str, id: &CredentialId) {
        tracing::info!(target: "passwordless.passkey_deleted", user_id, credential = %id, "passkey deleted");
        self.changed(user_id, id, PasskeyChangeKind::Deleted).await;
    }
}

pub(super) fn has(credentials: &[Credential], id: &CredentialId) -> bool {
    credentials.iter().any(|credential| credential.id() == id)
}
