use std::time::{Duration, SystemTime};

use super::{
    super::{Accounts, Answer, Request, recent},
    list::Passkeys,
};
use crate::{
    Credential, CredentialId, Mark, Session,
    rejection::{Fixed, Rejection},
};

/// As long as nobody else may decide about the user's passkeys: longer than a deletion can take.
const LEASE: Duration = Duration::from_secs(60);
/// After this a deletion is given up. Calls that are still under way then end before the lease does.
const DEADLINE: Duration = Duration::from_secs(40);
const WAIT: Duration = Duration::from_millis(50);
const ATTEMPTS: u32 = 60;

impl Accounts {
    /// Deletes a passkey of the user, if it is not the last one, and ends what it opened.
    pub(in crate::accounts) async fn delete_passkey(
        &self,
        request: &Request<'_>,
        id: &str,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let session = self.session(request, now)?;
        recent::check(&session, now)?;
        let id: CredentialId = id.parse().map_err(|_| Rejection::of(Fixed::UnknownPasskey))?;
        let lease = self.lease(session.user_id(), now).await?;
        // While this waited its turn, another deletion may have ended the session.
        if let Err(refused) = self.session(request, now) {
            let _ = self.gate().release(session.user_id(), lease).await;
            return Err(refused);
        }
        match tokio::time::timeout(DEADLINE, self.delete_leased(&session, &id, now)).await {
            Ok(Deleted::Certainly(outcome)) => {
                // A lease that is not given back ends by itself.
                let _ = self.gate().release(session.user_id(), lease).await;
                outcome
            }
            // Perhaps the service deletes it yet, so nobody may decide on what it says now until the lease ends.
            Ok(Deleted::Perhaps(refused)) => Err(refused),
            Err(_) => Err(Rejection::unavailable()),
        }
    }

    async fn delete_leased(&self, session: &Session, id: &CredentialId, now: SystemTime) -> Deleted {
        let user_id = session.user_id();
        let mut credentials = match self.client().credentials(user_id).await {
            Ok(credentials) => credentials,
            Err(error) => return Deleted::Certainly(Err(error.into())),
        };
        if !has(&credentials, id) {
            return Deleted::Certainly(Err(Rejection::of(Fixed::UnknownPasskey)));
        }
        if credentials.len() < 2 {
            return Deleted::Certainly(Err(Rejection::of(Fixed::LastPasskey)));
        }
        // First the sessions: should the service then not answer, the passkey is still listed and can be deleted
        // again. The other way round nobody would ever come back to end them.
        if let Err(rejection) = self.gate().end_credential(user_id, id, now).await {
            return Deleted::Certainly(Err(rejection));
        }
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
        tracing::info!(name: "passwordless.passkey_deleted", user_id, credential = %id, "passkey deleted");
        credentials.retain(|credential| credential.id() != id);
        let mut passkeys = Passkeys::of(&credentials, user_id, Some(session));
        passkeys.signed_out = session.is_opened_by(id);
        let answer = Answer::json(200, &passkeys);
        Deleted::Certainly(Ok(match passkeys.signed_out && !session.is_bearer() {
            true => answer.set_cookie(self.gate().remove_cookie()),
            false => answer,
        }))
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
    Certainly(Result<Answer, Rejection>),
    Perhaps(Rejection),
}

fn has(credentials: &[Credential], id: &CredentialId) -> bool {
    credentials.iter().any(|credential| credential.id() == id)
}
