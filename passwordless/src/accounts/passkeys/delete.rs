use std::time::{Duration, SystemTime};

use super::{
    super::{Accounts, Answer, Present, Request, sign_out::forget_session},
    list::Passkeys,
    listed::{Listed, has},
};
use crate::{
    CredentialId, Mark, Session,
    rejection::{Fixed, Rejection},
};

/// As long as nobody else may decide about the user's passkeys: longer than a deletion can take.
const LEASE: Duration = Duration::from_secs(60);
/// After this a deletion is given up. Calls that are still under way then end before the lease does.
const DEADLINE: Duration = Duration::from_secs(40);
const WAIT: Duration = Duration::from_millis(50);
const ATTEMPTS: u32 = 60;

/// Deletes a passkey of the user, if it is not the last one that works here, and ends what it opened.
pub(in crate::accounts) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    id: &str,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let who = accounts.asks(request, now).await?;
    accounts.may_delete(&who.proofs(), now)?;
    let id: CredentialId = id.parse().map_err(|_| Rejection::of(Fixed::UnknownPasskey))?;
    let lease = accounts.lease(who.user_id(), now).await?;
    // While this waited its turn, another deletion may have ended the session.
    if let Err(refused) = accounts.present(request, now).await {
        let _ = accounts.gate().release(who.user_id(), lease).await;
        return Err(refused);
    }
    let listed = accounts.delete_in_turn(who.user_id(), &id, lease, now).await?;
    let mut passkeys = Passkeys::of(accounts, &listed, who.user_id(), who.session());
    // All of the user's sessions end where the store has no room for another ended passkey.
    let has_ended = |session: &Session| accounts.gate().has_ended(session.marks(), now);
    passkeys.signed_out =
        who.session().is_some_and(|session| has_ended(session).unwrap_or_else(|_| session.is_opened_by(&id)));
    let answer = Answer::json(200, &passkeys);
    Ok(match who.session() {
        Some(session) if passkeys.signed_out => forget_session(accounts, answer, session),
        _ => answer,
    })
}

impl Accounts {
    /// Deletes a passkey of a user who is signed in to a session of the application's own, for a route of its own.
    ///
    /// The user must have used a passkey in the last five minutes. The last one that works here stays, unless
    /// the hook [`other_way_in`](super::super::AccountsBuilder::other_way_in) says that there is another way in. One
    /// whose deletion the service did not finish works no more, and can always be deleted again. Sessions of
    /// the application's own that the passkey opened go on: end them, by the hook
    /// [`on_passkey_change`](super::super::AccountsBuilder::on_passkey_change) or here.
    ///
    /// # Errors
    ///
    /// 401 `step_up_required`, 404 `unknown_passkey` where it is not one of this user's, 409 `last_passkey`, 429 where
    /// the user asks too often, 503 where the service or the store does not answer.
    pub async fn delete_passkey_of(
        &self,
        present: &Present,
        id: &CredentialId,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        self.may_delete(present.proofs(), now)?;
        self.count_user(present.user_id(), now)?;
        let lease = self.lease(present.user_id(), now).await?;
        self.delete_in_turn(present.user_id(), id, lease, now).await.map(|_| ())
    }

    /// Deletes, and gives the lease back where the outcome is certain; answers with what remains.
    async fn delete_in_turn(
        &self,
        user_id: &str,
        id: &CredentialId,
        lease: Mark,
        now: SystemTime,
    ) -> Result<Listed, Rejection> {
        match tokio::time::timeout(DEADLINE, self.delete_leased(user_id, id, now)).await {
            Ok(Deleted::Certainly(outcome)) => {
                // A lease that is not given back ends by itself.
                let _ = self.gate().release(user_id, lease).await;
                outcome
            }
            // Perhaps the service deletes it yet, so nobody may decide on what it says now until the lease ends.
            Ok(Deleted::Perhaps(refused)) => Err(refused),
            Err(_) => Err(Rejection::unavailable()),
        }
    }

    async fn delete_leased(&self, user_id: &str, id: &CredentialId, now: SystemTime) -> Deleted {
        let (mut listed, has_opened_nothing) = match self.end_what_it_opened(user_id, id, now).await {
            Ok(deletable) => deletable,
            Err(rejection) => return Deleted::Certainly(Err(rejection)),
        };
        if let Err(error) = self.client().delete_credential(id).await {
            if error.is_connect() || error.is_our_key() {
                return Deleted::Certainly(Err(error.into()));
            }
            // The service answers 500 where somebody else was faster, so what counts is what it lists.
            match self.client().credentials(user_id).await {
                Ok(remaining) if !has(&remaining, id) => {}
                _ => return Deleted::Perhaps(error.into()),
            }
        }
        // Somebody finished its registration in the meantime.
        if has_opened_nothing && !self.is_unknown(user_id, id).await {
            if let Err(rejection) = self.gate().end_passkey(user_id, id, now).await {
                return Deleted::Certainly(Err(rejection));
            }
        }
        self.deleted(user_id, id).await;
        listed.remove(id);
        Deleted::Certainly(Ok(listed))
    }

    /// Refuses a passkey that may not be deleted, and ends what another opened; answers with what the service lists, and
    /// whether nobody can ever have signed in by the passkey.
    ///
    /// The sessions end first: should the service then not answer, the passkey is still listed and can be deleted again. The
    /// other way round nobody would ever come back to end them.
    ///
    /// Nobody signed in by a passkey whose registration was not finished while others of the user are known. So nothing of it
    /// need be ended, and whoever makes passkeys without end takes none of the room that the store has for the user's.
    async fn end_what_it_opened(
        &self,
        user_id: &str,
        id: &CredentialId,
        now: SystemTime,
    ) -> Result<(Listed, bool), Rejection> {
        let listed = self.listed_for_certain(user_id, now).await?;
        if !listed.has(id) {
            return Err(Rejection::of(Fixed::UnknownPasskey));
        }
        if !self.may_be_without(&listed, id, user_id).await? {
            return Err(Rejection::of(Fixed::LastPasskey));
        }
        let is_unfinished = listed.is_unknown(id) && !listed.has_ended(id);
        let has_opened_nothing = is_unfinished && self.gate().knows_passkeys_of(user_id).await?;
        if !has_opened_nothing {
            self.gate().end_passkey(user_id, id, now).await?;
        }
        Ok((listed, has_opened_nothing))
    }

    /// Whether the passkey is certainly not a known one.
    async fn is_unknown(&self, user_id: &str, id: &CredentialId) -> bool {
        let unknown = self.gate().unknown_passkeys(user_id, std::iter::once(id)).await;
        unknown.is_ok_and(|unknown| !unknown.is_empty())
    }

    /// Whether this one may go: it works no more, there is another that does, or the application says that the user can
    /// sign in without.
    async fn may_be_without(
        &self,
        listed: &Listed,
        id: &CredentialId,
        user_id: &str,
    ) -> Result<bool, Rejection> {
        match &self.hooks().other_way_in {
            _ if listed.has_ended(id) || listed.is_unknown(id) || self.has_another(listed, id) => Ok(true),
            Some(ask) => ask(user_id.to_owned()).await,
            None => Ok(false),
        }
    }

    /// Waits a few seconds for its turn.
    async fn lease(&self, user_id: &str, now: SystemTime) -> Result<Mark, Rejection> {
        for attempt in 0..ATTEMPTS {
            if let Some(lease) = self.gate().lease(user_id, LEASE, now + WAIT * attempt).await? {
                return Ok(lease);
            }
            tokio::time::sleep(WAIT).await;
        }
        Err(Rejection::overloaded())
    }
}

/// How a deletion ended.
enum Deleted {
    Certainly(Result<Listed, Rejection>),
    Perhaps(Rejection),
}
