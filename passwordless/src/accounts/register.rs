//! From a newcomer to a user.

use std::time::SystemTime;

use serde::Serialize;

use super::{
    Accounts, Answer, Newcomer, Proof, Request,
    cookies::Kept,
    newcomer::{self, Begun},
    posted::Posted,
};
use crate::{
    Client, CredentialId, RegisterToken, Registration, TokenKind,
    api::ErrorCode,
    rejection::{Fixed, Rejection},
};

/// What the browser needs to make a passkey.
#[derive(Serialize)]
pub(super) struct Permission {
    pub(super) token: RegisterToken,
}

impl Accounts {
    /// Lets a newcomer make a passkey. Whom it will belong to is ours to say, and bound to their browser.
    pub(super) async fn register(&self, posted: &Posted, now: SystemTime) -> Result<Answer, Rejection> {
        let name = newcomer::wanted(posted.name()?)?;
        if let Some(newcomers) = &self.hooks().newcomers {
            newcomers.look(&name).await?;
        }
        let begun = Begun::new(name, now)?;
        let registration = Registration::new(&begun.user_id, &begun.name);
        let token = self.client().create_register_token(&registration).await?;
        Ok(Answer::json(200, &Permission { token }).set_cookie(self.keep_newcomer(&begun)?))
    }

    /// Gives the name to whoever finishes first, and signs them in.
    pub(super) async fn complete_registration(
        &self,
        request: &Request<'_>,
        posted: &Posted,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let Some(newcomers) = &self.hooks().newcomers else { return Err(Rejection::of(Fixed::NotFound)) };
        let over = self.our_session(request, now)?;
        let begun = self.newcomer(request, now).ok_or(Rejection::of(Fixed::NoRegistration))?;
        let user = self.verify(posted.token()?).await?;
        let examined = self.gate().examine(&user, TokenKind::PasskeyRegister, now)?;
        if user.user_id() != begun.user_id {
            tracing::warn!(
                target: "passwordless.foreign_registration", user_id = user.user_id(),
                "another browser has begun this registration"
            );
            return Err(Rejection::of(Fixed::NoRegistration));
        }
        let admission = self.gate().admit(examined, None, now).await?;

        // From here on the token is spent: whatever happens, nobody asks for this name with it again.
        let newcomer = Newcomer { user_id: begun.user_id, name: begun.name.clone(), verified: user.clone() };
        if let Err(rejection) = newcomers.accept(&newcomer).await {
            return Err(self.turn_away(user.credential_id(), rejection).await);
        }
        tracing::info!(target: "passwordless.registered", user_id = user.user_id(), "a newcomer became a user");
        // A name that the service does not know keeps nobody out; who calls this logged it.
        let _ = self.set_alias(user.user_id(), &begun.name).await;
        if let Some(own) = request.own {
            let answer = self.begin(201, own, (&user, Proof::Passkey), Some(begun.name)).await?;
            return Ok(answer.set_cookie(self.forget(Kept::Newcomer)));
        }
        if let Some(over) = over {
            self.gate().sign_out(&over, now).await?;
        }
        let session = self.gate().open(admission, now)?;
        let answer = self.signed_in(201, request, &session, Some(begun.name), posted.session, now).await?;
        Ok(answer.set_cookie(self.forget(Kept::Newcomer)))
    }

    /// The passkey of somebody who was turned away belongs to no account, so it is deleted. Where nothing was decided
    /// it stays: the name may be theirs by now.
    async fn turn_away(&self, passkey: Option<&CredentialId>, rejection: Rejection) -> Rejection {
        let code = rejection.code();
        if !rejection.is_decided() {
            tracing::error!(
                target: "passwordless.newcomer_undecided", code,
                "the hook for newcomers failed, so a passkey stays at the service that may have no account"
            );
            return rejection;
        }
        tracing::info!(target: "passwordless.newcomer_turned_away", code, "turned a newcomer away");
        if let Some(passkey) = passkey {
            delete_orphan(self.client(), passkey).await;
        }
        rejection
    }

    /// Tells the service the name by which a user may begin to sign in, in lower case, in place of other names.
    ///
    /// A registration does it by itself, and goes on if the service does not answer: until the service knows the
    /// name, the user signs in without typing one. To repair that, note which users' names are not yet known, as
    /// [`Client::aliases`] tells, and call this again at their next sign-in or from a job. It may be called twice.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`](crate::Error). It is logged, too.
    pub async fn set_alias(&self, user_id: &str, name: &str) -> Result<(), crate::Error> {
        let told = self.client().set_aliases(user_id, [newcomer::alias(name)]).await;
        if let Err(error) = &told {
            let is_taken = error.code() == Some(&ErrorCode::AliasConflict);
            let error = error as &(dyn std::error::Error + 'static);
            if is_taken {
                tracing::error!(
                    target: "passwordless.alias_taken", user_id, error,
                    "the service knows the user's name as another user's, so it does not begin a sign-in of this one: \
                     perhaps the application's users were emptied or restored, and the service still has the others; \
                     find the other in Client::users, delete it if it is nobody's, and call Accounts::set_alias"
                );
            } else {
                tracing::warn!(
                    target: "passwordless.alias_unknown", user_id, error,
                    "the service does not know the user's name; Accounts::set_alias repairs it"
                );
            }
        }
        told
    }
}

async fn delete_orphan(client: &Client, passkey: &CredentialId) {
    match client.delete_credential(passkey).await {
        Ok(()) => {
            tracing::info!(target: "passwordless.orphan_deleted", %passkey, "deleted a passkey without an account")
        }
        Err(error) => {
            let error = &error as &(dyn std::error::Error + 'static);
            tracing::warn!(
                target: "passwordless.orphan_kept", %passkey, error,
                "a passkey without an account stays at the service"
            );
        }
    }
}
