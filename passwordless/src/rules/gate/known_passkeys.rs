//! Known passkeys: those of which the application was told. Whoever got hold of a registration token makes others, with
//! the service alone.

use std::{sync::Arc, time::SystemTime};

use super::Gate;
use crate::{CredentialId, Denial, DenialKind, Error, Mark, Rejection, TokenKind, VerifiedUser};

/// What is known of a user's passkeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// This one is.
    This,
    /// This one is not, and perhaps others are.
    Others,
    /// Nothing was ever said of this user's.
    Nothing,
}

impl Gate {
    /// Takes known passkeys only, also of users of whom none is known: nobody signs in by a passkey of which the
    /// application was never told.
    ///
    /// By default that holds for each user of whom a passkey is known, and of another user any passkey is taken that the
    /// service vouches for. Passkeys become known as they are registered, by
    /// [`Accounts::take_in_passkeys`](crate::accounts::Accounts::take_in_passkeys), or by
    /// [`add_passkeys`](Self::add_passkeys).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the store forgets passkeys with its process
    /// ([`Store::lasts`](crate::Store::lasts)): a restart would lock everybody out.
    pub fn only_known_passkeys(mut self) -> Result<Self, Error> {
        if !self.rules.store.lasts() {
            return Err(Error::config(
                "only_known_passkeys needs a store that remembers passkeys after a restart, and this one forgets them \
                 with its process, so a restart would lock everybody out; use a store with a database, such as \
                 passwordless_sqlx::SqlStore, or leave only_known_passkeys out",
            ));
        }
        Arc::make_mut(&mut self.rules).only_known_passkeys = true;
        Ok(self)
    }

    pub(crate) fn takes_known_passkeys_only(&self) -> bool {
        self.rules.only_known_passkeys
    }

    /// Adds passkeys to those that are known of a user: where they were registered by routes of the application's own,
    /// or another source says that they are the user's.
    ///
    /// From then on no other passkey of the user signs in. So take in first what an existing user has:
    /// [`Accounts::take_in_passkeys`](crate::accounts::Accounts::take_in_passkeys).
    ///
    /// # Errors
    ///
    /// 429 for a user with hundreds of them; 503 when it is not certain that the store heard of it.
    pub async fn add_passkeys<'a>(
        &self,
        user_id: &str,
        passkeys: impl IntoIterator<Item = &'a CredentialId>,
    ) -> Result<(), Rejection> {
        let passkeys = passkeys.into_iter().map(Mark::credential).collect();
        self.store_answers(self.rules.store.add_passkeys(Mark::user(user_id), passkeys)).await
    }

    /// Forgets which passkeys of a user are known. Call it when the user is deleted.
    ///
    /// # Errors
    ///
    /// A 503 when it is not certain that the store heard of it.
    pub async fn forget_passkeys(&self, user_id: &str) -> Result<(), Rejection> {
        self.store_answers(self.rules.store.forget_passkeys(Mark::user(user_id))).await
    }

    pub(crate) async fn forget_passkey(
        &self,
        user_id: &str,
        passkey: &CredentialId,
    ) -> Result<(), Rejection> {
        let passkey = Mark::credential(passkey);
        self.store_answers(self.rules.store.forget_passkey(Mark::user(user_id), passkey)).await
    }

    /// Those of the passkeys that sign their user in nowhere, because they are not known.
    pub(crate) async fn unknown_passkeys<'a>(
        &self,
        user_id: &str,
        passkeys: impl Iterator<Item = &'a CredentialId>,
    ) -> Result<Vec<CredentialId>, Rejection> {
        let known = match self.known_marks(user_id).await? {
            None if !self.takes_known_passkeys_only() => return Ok(Vec::new()),
            known => known.unwrap_or_default(),
        };
        Ok(passkeys.filter(|passkey| !known.contains(&Mark::credential(passkey))).cloned().collect())
    }

    /// Refuses a passkey of which the application was never told. The token is not spent.
    pub(super) fn check_known(
        &self,
        user: &VerifiedUser,
        known: Known,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        match known {
            _ if user.kind() != TokenKind::PasskeySignin => Ok(()),
            Known::This => Ok(()),
            Known::Nothing if !self.takes_known_passkeys_only() => Ok(()),
            Known::Others | Known::Nothing => {
                if !self.ended_passkeys(user.user_id(), user.credential_id().into_iter(), now)?.is_empty() {
                    return Err(Denial::new(DenialKind::Revoked, "the passkey was deleted".to_owned()).into());
                }
                let passkey = user.credential_id().map(tracing::field::display);
                tracing::warn!(
                    target: "passwordless.unknown_passkey", user_id = user.user_id(), passkey,
                    "a passkey signs in whose registration was never finished here: perhaps somebody made it with a stolen \
                     registration token; delete it by Client::delete_credential, or make it known by Gate::add_passkeys if \
                     it is the user's, as after a backup of the store was restored"
                );
                let text = "the application was never told of this passkey".to_owned();
                Err(Denial::new(DenialKind::Passkey, text).into())
            }
        }
    }

    /// Whether anything was ever said of the user's passkeys.
    pub(crate) async fn knows_passkeys_of(&self, user_id: &str) -> Result<bool, Rejection> {
        Ok(self.known_marks(user_id).await?.is_some())
    }

    /// What is known of the user's passkeys. Of a token without a passkey nothing need be known.
    pub(super) async fn known(&self, user: &VerifiedUser) -> Result<Known, Rejection> {
        if !matches!(user.kind(), TokenKind::PasskeySignin | TokenKind::PasskeyRegister) {
            return Ok(Known::This);
        }
        let Some(known) = self.known_marks(user.user_id()).await? else { return Ok(Known::Nothing) };
        let is_known = |passkey| known.contains(&Mark::credential(passkey));
        Ok(if user.credential_id().is_some_and(is_known) { Known::This } else { Known::Others })
    }

    async fn known_marks(&self, user_id: &str) -> Result<Option<Vec<Mark>>, Rejection> {
        self.store_answers(self.rules.store.passkeys(Mark::user(user_id))).await
    }
}
