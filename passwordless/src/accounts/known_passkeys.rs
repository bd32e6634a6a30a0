//! Passkeys become known as they are registered here, or are taken in.

use std::{iter, time::SystemTime};

use super::{Accounts, Route};
use crate::{
    Credential, CredentialId, Rejection, Session, VerifiedUser,
    gate::Admission,
    rules::{Examined, Known},
};

/// Nobody uses more, and a store need not keep more of one user.
const MOST: usize = 256;

impl Accounts {
    /// Makes the passkeys known that the service lists for a user now, and answers how many are.
    ///
    /// From then on no other passkey of the user signs in. By default it happens by itself at the next sign-in by these
    /// routes of a user of whom none is known. Call it for each of your users before
    /// [`only_known_passkeys`](crate::PasswordlessBuilder::only_known_passkeys) is set, after the store was exchanged, or
    /// for one whose passkey is refused as `unregistered_passkey` and is theirs all the same.
    ///
    /// ```no_run
    /// # use passwordless::{Rejection, accounts::Accounts};
    /// # use std::time::SystemTime;
    /// # async fn take_all_in(accounts: Accounts, user_ids: Vec<String>) -> Result<(), Rejection> {
    /// for user_id in user_ids {
    ///     accounts.take_in_passkeys(&user_id, SystemTime::now()).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// 503 where the service or the store does not answer.
    pub async fn take_in_passkeys(&self, user_id: &str, now: SystemTime) -> Result<usize, Rejection> {
        self.take_in(user_id, None, now).await
    }

    /// Takes note of a passkey that a route of the application's own had registered for this user, so that it signs in. One
    /// that was deleted since stays so.
    ///
    /// The routes of the accounts do it by themselves. Call it where your own route takes a `Registered`, once you are
    /// sure whose passkey it must be ([`VerifiedUser::is`]): whoever stole a registration token can hand one in, too.
    ///
    /// # Errors
    ///
    /// 429 for a user with hundreds of passkeys; 503 where the store does not answer.
    pub async fn note_passkey(&self, registered: &VerifiedUser, now: SystemTime) -> Result<(), Rejection> {
        let Some(passkey) = registered.credential_id() else { return Ok(()) };
        let user_id = registered.user_id();
        if !self.gate().ended_passkeys(user_id, iter::once(passkey), now)?.is_empty() {
            return Ok(());
        }
        if !self.gate().takes_known_passkeys_only() && !self.gate().knows_passkeys_of(user_id).await? {
            // What the user had before must go on to sign in, so all of it is taken in or nothing is.
            self.take_in_if_listed(user_id, passkey, now).await;
            return Ok(());
        }
        self.gate().add_passkeys(user_id, [passkey]).await
    }

    /// Whether passkeys are added by our routes, so that one of which we never hear is a stranger's.
    pub(super) fn keeps_passkeys(&self) -> bool {
        self.gate().takes_known_passkeys_only()
            || self.routes().any(|route| route == Route::AddPasskeyComplete)
    }

    /// Spends the token of a sign-in, and takes the passkeys in of a user of whom none is known. The sign-in is
    /// counted, so that no user fills the store from many addresses.
    pub(super) async fn admit<'u>(
        &self,
        user: &'u VerifiedUser,
        mut examined: Examined<'u>,
        over: Option<&Session>,
        now: SystemTime,
    ) -> Result<Admission<'u>, Rejection> {
        let takes_in = self.keeps_passkeys() && !self.gate().takes_known_passkeys_only();
        let known = self.gate().recognise(&mut examined).await?;
        // A stranger's passkey, which is refused, uses up nothing of the owner's.
        if known != Known::Others {
            self.count_sign_in(user.user_id(), now)?;
        }
        if takes_in && known == Known::Nothing {
            if let Some(passkey) = user.credential_id() {
                if self.take_in_if_listed(user.user_id(), passkey, now).await {
                    examined = examined.knowing(Known::This);
                }
            }
        }
        self.gate().admit(examined, over, now).await
    }

    /// Whether they were taken in. Where they were not, it is with the user as it was, until the next sign-in.
    async fn take_in_if_listed(&self, user_id: &str, passkey: &CredentialId, now: SystemTime) -> bool {
        let taken_in = self.take_in(user_id, Some(passkey), now).await;
        if let Err(rejection) = &taken_in {
            tracing::warn!(
                target: "passwordless.passkeys_not_taken_in", user_id, code = rejection.code(),
                "the passkeys of a user of whom none is known could not be taken in; the next sign-in tries again"
            );
        }
        taken_in.is_ok()
    }

    async fn take_in(
        &self,
        user_id: &str,
        passkey: Option<&CredentialId>,
        now: SystemTime,
    ) -> Result<usize, Rejection> {
        let mut listed = self.client().credentials(user_id).await?;
        let ids = listed.iter().map(Credential::id).chain(passkey);
        let ended = self.gate().ended_passkeys(user_id, ids, now)?;
        let passkey = passkey.filter(|passkey| !ended.contains(passkey));
        listed.retain(|listed| !ended.contains(listed.id()) && Some(listed.id()) != passkey);
        // A thief with a registration token makes any number of them, and made them later than the user's own.
        listed.sort_by_key(Credential::created_at);
        let most = MOST - usize::from(passkey.is_some());
        let known: Vec<_> = listed.iter().take(most).map(Credential::id).chain(passkey).collect();
        let count = known.len();
        self.gate().add_passkeys(user_id, known).await?;
        tracing::info!(
            target: "passwordless.passkeys_taken_in", user_id, passkeys = count,
            "the passkeys that the service lists are known from now on"
        );
        Ok(count)
    }
}
