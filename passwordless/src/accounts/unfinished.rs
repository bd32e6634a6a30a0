//! Registrations that nobody finished: passkeys at the service that belong to no user.

use std::time::{Duration, SystemTime};

use super::{Accounts, users::AnyUsers};
use crate::{Rejection, api::UserSummary};

/// A registration can be finished here for ten minutes after it began. An hour leaves room for clocks that differ.
const LEAST_AGE: Duration = Duration::from_secs(3600);
/// How many users are deleted by one call, so that one is over in time; the next call goes on.
const MOST: usize = 1000;
/// How many users that once finished a registration are looked up, to see whether the application has lost them.
const SAMPLE: usize = 100;

/// Users of the service who never finished a registration, as [`Accounts::find_unfinished`] found them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    user_ids: Vec<String>,
    known: usize,
    /// How many of them have no name at the service, and how many users there have one.
    nameless: usize,
    named: usize,
    lost: usize,
    is_whole: bool,
}

impl Unfinished {
    /// The users' ids: a thousand at most, and the others at the next call.
    pub fn user_ids(&self) -> impl ExactSizeIterator<Item = &str> {
        self.user_ids.iter().map(String::as_str)
    }

    /// How many of the service's users that were looked up the application knows.
    pub fn known(&self) -> usize {
        self.known
    }

    /// How many of the service's users that were looked up finished a registration, and are not known to the
    /// application any more. They are never among the unfinished.
    pub fn lost(&self) -> usize {
        self.lost
    }

    /// Whether the service listed all of its users. It lists a thousand: in an application with more of them, some
    /// unfinished registrations are not found.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Why the users should not be deleted before a person has looked: the application seems to have lost users, as
    /// after a backup was restored, or where it reaches the wrong database.
    pub fn doubt(&self) -> Option<&'static str> {
        if self.known == 0 {
            return Some("the application knows none of the users that the service has");
        }
        // A user is told from an unfinished registration by the name that the service has, once the application has lost
        // both.
        if self.nameless * 10 > self.nameless + self.named {
            return Some(
                "more than a tenth of the users whom the application knows have no name at the service, so users whom it \
                 has lost could not be told from unfinished registrations; Accounts::set_alias gives them one",
            );
        }
        // Some were deleted by hand, here and not at the service; of a lost table there are more.
        if self.lost > 2 && self.lost * 10 > self.known {
            return Some("the application does not know more than a tenth of the users who once registered");
        }
        None
    }
}

impl Accounts {
    /// Deletes at the service the users who never finished a registration here and whose passkeys are all older than
    /// this, an hour at least. They sign nobody in, but they count in the service's plan.
    ///
    /// Call it from a job, every ten minutes for example. It deletes nobody whom the application knows, nobody whose
    /// registration can still be finished, and nobody who has an alias at the service, which a finished registration
    /// gives. Where [`Unfinished::doubt`] says that the application has lost its users, it deletes nobody and logs why:
    /// look at [`find_unfinished`](Self::find_unfinished), and call [`delete_these`](Self::delete_these) if all is well.
    ///
    /// ```no_run
    /// # use passwordless::{Rejection, accounts::Accounts};
    /// # use std::time::{Duration, SystemTime};
    /// # async fn sweep(accounts: Accounts) -> Result<(), Rejection> {
    /// let unfinished = accounts.delete_unfinished(Duration::from_secs(24 * 3600), SystemTime::now()).await?;
    /// println!("{} registrations were never finished", unfinished.user_ids().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejection::misconfigured`] where nothing says which users there are ([`Users`](super::Users)). Otherwise the
    /// service or the application did not answer; who was deleted before that stays deleted.
    pub async fn delete_unfinished(
        &self,
        older_than: Duration,
        now: SystemTime,
    ) -> Result<Unfinished, Rejection> {
        let unfinished = self.find_unfinished(older_than, now).await?;
        match unfinished.doubt() {
            _ if unfinished.user_ids.is_empty() => {}
            None => self.delete_these(&unfinished).await?,
            Some(doubt) => tracing::error!(
                target: "passwordless.unfinished_kept", unfinished = unfinished.user_ids.len(),
                known = unfinished.known, lost = unfinished.lost,
                "kept all unfinished registrations: {doubt}; check that it reaches the right database with all of its \
                 users, and if it does, call Accounts::delete_these"
            ),
        }
        Ok(unfinished)
    }

    /// Looks for users as [`delete_unfinished`](Self::delete_unfinished) would delete them, and deletes nobody.
    ///
    /// # Errors
    ///
    /// As for [`delete_unfinished`](Self::delete_unfinished).
    pub async fn find_unfinished(
        &self,
        older_than: Duration,
        now: SystemTime,
    ) -> Result<Unfinished, Rejection> {
        let users = self.users()?;
        let before = now.checked_sub(older_than.max(LEAST_AGE)).unwrap_or(SystemTime::UNIX_EPOCH);
        let listed = self.client().users().await?;
        let count = self.client().count_users().await?;
        let with_passkeys = listed.iter().filter(|user| user.credentials_count() > 0).count();
        let is_whole = u64::try_from(with_passkeys).is_ok_and(|listed| listed >= count);
        let named = listed.iter().filter(|user| user.alias_count() > 0).count();
        let mut found = Unfinished { user_ids: Vec::new(), known: 0, nameless: 0, named, lost: 0, is_whole };
        for user in listed.iter().filter(|user| user.alias_count() > 0).take(SAMPLE) {
            match users.find(user.user_id()).await? {
                Some(_) => found.known += 1,
                None => found.lost += 1,
            }
        }
        for user in listed.iter().filter(|user| user.alias_count() == 0) {
            if found.user_ids.len() == MOST {
                break;
            }
            if users.find(user.user_id()).await?.is_some() {
                found.known += 1;
                found.nameless += 1;
            } else if self.is_older(user, before).await? {
                found.user_ids.push(user.user_id().to_owned());
            }
        }
        if !found.is_whole {
            tracing::warn!(
                target: "passwordless.unfinished_unseen", listed = with_passkeys, count,
                "the service lists a part of its users, so some unfinished registrations are not found"
            );
        }
        Ok(found)
    }

    /// Deletes these users at the service, and what the store knows of their passkeys, except those whom the application has
    /// come to know.
    ///
    /// # Errors
    ///
    /// As for [`delete_unfinished`](Self::delete_unfinished).
    pub async fn delete_these(&self, unfinished: &Unfinished) -> Result<(), Rejection> {
        let users = self.users()?;
        for user_id in &unfinished.user_ids {
            if users.find(user_id).await?.is_some() {
                continue;
            }
            // First: of somebody whom the service has deleted no later call would ask. The application does not know them, so
            // they sign in nowhere meanwhile.
            self.gate().forget_passkeys(user_id).await?;
            self.client().delete_user(user_id).await?;
            tracing::info!(
                target: "passwordless.unfinished_deleted", user_id,
                "deleted a user of the service who never finished a registration"
            );
        }
        Ok(())
    }

    pub(super) fn users(&self) -> Result<&dyn AnyUsers, Rejection> {
        self.hooks().users.as_deref().ok_or_else(|| {
            tracing::error!(
                target: "passwordless.misconfigured",
                "nothing says which users there are; set AccountsBuilder::users"
            );
            Rejection::misconfigured()
        })
    }

    /// Whether all of the user's passkeys were made before this. When one was last used says nothing: whoever has it
    /// can use it at the service at any time.
    async fn is_older(&self, user: &UserSummary, before: SystemTime) -> Result<bool, Rejection> {
        if user.last_used_at().is_some_and(|used| used < before) {
            return Ok(true);
        }
        let passkeys = self.client().credentials(user.user_id()).await?;
        Ok(passkeys.iter().all(|passkey| passkey.created_at() < before))
    }
}
