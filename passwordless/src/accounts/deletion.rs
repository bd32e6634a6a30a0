//! The end of an account, which its user asks for, or the application.

use std::time::{Instant, SystemTime};

use serde::Serialize;
use tracing::Instrument;

use super::{
    Accounts, Answer, Request,
    hooks::Hook,
    passkeys::{Signal, signals},
    sign_out::forgotten,
};
use crate::Rejection;

/// What became of a user who was to be deleted: the answer of [`Accounts::delete_account`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Deletion {
    /// Neither the application nor the service knows the user any more.
    Deleted,
    /// The application knows the user no more, and the service has not deleted the passkeys yet. They sign nobody in.
    Pending,
}

/// Who is gone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Gone<'a> {
    user_id: &'a str,
    passkeys: Deletion,
    signals: Vec<Signal<'a>>,
}

/// Deletes the account of the user who asks for it, and signs them out.
pub(super) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let who = accounts.asks(request, now).await?;
    let user_id = who.user_id();
    let passkeys = accounts.client().credentials(user_id).await?;
    // A stranger's passkey, which signs nobody in, does not stand in the owner's way.
    let unknown = accounts.unknown_of(&passkeys, user_id).await?;
    accounts.may_leave(&who.proofs(), passkeys.len() > unknown.len(), now)?;
    if let Some(own) = request.own {
        own.end().await?;
    }
    let deletion = accounts.delete_account(user_id, now).await?;
    let signals = signals(&passkeys, user_id, |_| false);
    let answer = Answer::json(200, &Gone { user_id, passkeys: deletion, signals });
    Ok(forgotten(accounts, answer, request))
}

impl Accounts {
    /// Deletes a user everywhere: what they are signed in to, what the application has of them, their passkeys at the
    /// service. For an administrator, or a route of the application's own; a user's own request is `DELETE /account`.
    ///
    /// Whatever fails on the way, nobody signs in to half of an account, and a second call goes on where the first one
    /// ended:
    ///
    /// 1. The service forgets the names by which the user may begin to sign in. If this fails, nothing has happened.
    /// 2. The user's sessions and unspent tokens end.
    /// 3. The hook of [`deletions`](super::AccountsBuilder::deletions) deletes what the application has. Where it fails, and
    ///    [`Users::find`](super::Users::find) still knows the user, their name is set at the service again
    ///    ([`set_alias`](Accounts::set_alias)): the account is there, and signed out.
    /// 4. What signed in meanwhile ends, too, no passkey of theirs signs in any more, and the list of sign-ins goes. If this
    ///    fails, the answer is 503: call it again.
    /// 5. The service deletes the passkeys. If this fails, the answer is [`Deletion::Pending`]. They sign nobody in, and
    ///    [`delete_unfinished`](Accounts::delete_unfinished) deletes them, or a second call of this.
    ///
    /// It goes on to its end where nobody waits for it any more, such as a client that has gone away.
    ///
    /// # Errors
    ///
    /// [`Rejection::misconfigured`] where no hook is set; what the hook says; 503 where the service, the store or the
    /// application does not answer.
    pub async fn delete_account(&self, user_id: &str, now: SystemTime) -> Result<Deletion, Rejection> {
        let (accounts, user_id) = (self.clone(), user_id.to_owned());
        let deletion = async move { accounts.delete_to_the_end(&user_id, now).await };
        // A framework drops what it awaits when the client goes away, and nobody would set the name again.
        tokio::spawn(deletion.in_current_span()).await.map_err(Rejection::because)?
    }

    async fn delete_to_the_end(&self, user_id: &str, now: SystemTime) -> Result<Deletion, Rejection> {
        let (began, users, deletions) = (Instant::now(), self.users()?, self.deletions()?);
        if let Some(known) = users.find(user_id).await? {
            // A user without a name at the service, whom the application does not know, is one of those whom
            // `delete_unfinished` deletes. So nobody needs to remember what is left to do.
            self.client().set_aliases(user_id, [] as [&str; 0]).await?;
            if let Err(rejection) = self.delete_here(deletions, user_id, now).await {
                match users.find(user_id).await {
                    // It was deleted, and the answer was lost.
                    Ok(None) => {}
                    still => {
                        self.not_deleted(user_id, rejection);
                        if still.is_ok() {
                            // Why it failed is logged there.
                            let _ = self.set_alias(user_id, &known.name).await;
                        }
                        return Err(rejection);
                    }
                }
            }
        }
        self.gate().sign_out_everywhere(user_id, now + began.elapsed()).await?;
        self.gate().forget_passkeys(user_id).await?;
        if let Some(list) = &self.hooks().sign_in_list {
            list.forget(user_id).await?;
        }
        Ok(self.delete_at_the_service(user_id).await)
    }

    fn deletions(&self) -> Result<&Hook<String, ()>, Rejection> {
        self.hooks().deletions.as_ref().ok_or_else(|| {
            tracing::error!(
                target: "passwordless.misconfigured",
                "nothing deletes what the application has of a user; set AccountsBuilder::deletions"
            );
            Rejection::misconfigured()
        })
    }

    /// The sessions first: if they do not end, nothing is deleted.
    async fn delete_here(
        &self,
        deletions: &Hook<String, ()>,
        user_id: &str,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        self.gate().sign_out_everywhere(user_id, now).await?;
        deletions(user_id.to_owned()).await
    }

    fn not_deleted(&self, user_id: &str, rejection: Rejection) {
        if rejection.is_decided() {
            tracing::info!(
                target: "passwordless.account_deletion_failed", user_id, code = rejection.code(),
                "the application refused to delete a user"
            );
            return;
        }
        tracing::error!(
            target: "passwordless.account_deletion_failed", user_id, code = rejection.code(),
            "a user who was to be deleted is still there, or may be; call Accounts::delete_account again, or \
             Accounts::set_alias if the service knows no name of theirs and they stay"
        );
    }

    async fn delete_at_the_service(&self, user_id: &str) -> Deletion {
        match self.client().delete_user(user_id).await {
            Ok(()) => {
                tracing::info!(target: "passwordless.account_deleted", user_id, "deleted an account");
                Deletion::Deleted
            }
            Err(error) => {
                let error = &error as &(dyn std::error::Error + 'static);
                tracing::warn!(
                    target: "passwordless.account_deletion_pending", user_id, error,
                    "deleted an account here, and not yet at the service; Accounts::delete_unfinished finishes it"
                );
                Deletion::Pending
            }
        }
    }
}
