use std::time::SystemTime;

use super::{
    super::{
        Accounts, Answer, RecoverySession, Request, cookies::Kept, posted::Posted, recent,
        register::Permission,
    },
    list::Passkeys,
};
use crate::{Registration, Rejection, Session, TokenKind};

/// Who may add a passkey to their account.
enum Owner {
    SignedIn(Session),
    Recovering(RecoverySession),
}

impl Owner {
    fn user_id(&self) -> &str {
        match self {
            Self::SignedIn(session) => session.user_id(),
            Self::Recovering(recovery) => recovery.user_id(),
        }
    }

    fn session(&self) -> Option<&Session> {
        match self {
            Self::SignedIn(session) => Some(session),
            Self::Recovering(_) => None,
        }
    }
}

impl Accounts {
    /// Lets the user's browser make another passkey. Whose it will be is the session's to say.
    pub(in crate::accounts) async fn add_passkey(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let owner = self.owner(request, now)?;
        if let Owner::SignedIn(session) = &owner {
            recent::check(session, now)?;
        }
        let user_id = owner.user_id();
        let known = self.hooks().known(user_id).await?;
        let name = known.map_or_else(|| user_id.to_owned(), |user| user.name);
        let token = self.client().create_register_token(&Registration::new(user_id, name)).await?;
        Ok(Answer::json(200, &Permission { token }))
    }

    /// Takes note of a passkey that was added.
    ///
    /// How long ago the user signed in was asked when the ceremony began; the passkey exists by now.
    pub(in crate::accounts) async fn complete_passkey(
        &self,
        request: &Request<'_>,
        posted: &Posted,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let owner = self.owner(request, now)?;
        let user = self.verify(posted.token()?).await?;
        let examined = self.gate().examine(&user, TokenKind::PasskeyRegister, now)?;
        self.gate().admit(examined.must_be_of(owner.user_id())?, None, now).await?;
        let is_recovery = owner.session().is_none();
        if let Some(passkey) = user.credential_id() {
            tracing::info!(
                name: "passwordless.passkey_added", user_id = owner.user_id(), %passkey, is_recovery,
                "a passkey was added"
            );
        }
        if let Owner::Recovering(recovery) = &owner {
            self.end_recovery(recovery, now).await?;
        }
        let credentials = self.client().credentials(owner.user_id()).await?;
        let answer = Answer::json(201, &Passkeys::of(&credentials, owner.user_id(), owner.session()));
        Ok(if is_recovery { answer.set_cookie(self.forget(Kept::Recovery)) } else { answer })
    }

    /// A session beats a link that was followed earlier.
    fn owner(&self, request: &Request<'_>, now: SystemTime) -> Result<Owner, Rejection> {
        if self.visitor(request, now)?.is_none() && !request.presented.has_bearer() {
            if let Some(recovery) = self.recovery(request, now)? {
                return Ok(Owner::Recovering(recovery));
            }
        }
        self.session(request, now).map(Owner::SignedIn)
    }
}
