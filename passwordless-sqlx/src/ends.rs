//! What ends: sessions, users' sessions, passkeys.

use std::time::SystemTime;

use passwordless::store::{LONGEST_SESSION, Mark, Revocation, StoreError};

use crate::{
    SqlStore, clock,
    statements::{Kind, Revoked, Written, text, unsigned},
};

impl SqlStore {
    pub(crate) async fn revoke_now(
        &self,
        what: Revocation,
        until: SystemTime,
        now: SystemTime,
    ) -> Result<(), StoreError> {
        let until = clock::micros(until);
        match what {
            Revocation::User(user) => self.end_user(user, until).await,
            Revocation::Session { session, user } => {
                match self.end(text::END_SESSION, Kind::Session, session, user, until).await? {
                    Some(_) => Ok(()),
                    None => {
                        // Others of the user's last longer than this one.
                        let all = clock::micros(now).saturating_add(clock::micros_of(LONGEST_SESSION));
                        self.end_user(user, all.max(until)).await
                    }
                }
            }
            Revocation::Credential { credential, user } => {
                let ended = self.end(text::END_CREDENTIAL, Kind::Passkey, credential, user, until).await?;
                ended.map(drop).ok_or_else(StoreError::too_many)
            }
            // What this version does not know cannot be done, and must not seem to be.
            other => {
                Err(StoreError::unavailable(format!("passwordless-sqlx cannot revoke {other:?}; upgrade it")))
            }
        }
    }

    async fn end_user(&self, user: Mark, until: i64) -> Result<(), StoreError> {
        if let Some(by) = self.end(text::END_USER, Kind::User, user, user, until).await? {
            // Without it the rows stay until they end by themselves.
            if let Err(error) = self.ask(|| self.shared.pool.0.collapse(user, by)).await {
                tracing::debug!(
                    target: "passwordless.store_not_collapsed", error = &error as &dyn std::error::Error,
                    "single revocations were not collapsed"
                );
            }
        }
        Ok(())
    }

    /// Writes a revocation, and knows of it at once.
    pub(crate) async fn end(
        &self,
        sql: &'static str,
        kind: Kind,
        mark: Mark,
        user: Mark,
        until: i64,
    ) -> Result<Option<Written>, StoreError> {
        let written = self.ask(|| self.shared.pool.0.end(sql, mark, user, until)).await?;
        if let Some(written) = written {
            self.note(kind, mark, written)?;
        }
        Ok(written)
    }

    pub(crate) fn note(&self, kind: Kind, mark: Mark, written: Written) -> Result<(), StoreError> {
        let generation = unsigned(written.generation)?;
        let generation = matches!(kind, Kind::User).then_some(generation);
        self.shared.freshness.known.note(Revoked { mark, generation, until: written.until });
        Ok(())
    }
}
