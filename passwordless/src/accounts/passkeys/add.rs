use std::time::SystemTime;

use super::{
    super::{
        Accounts, Answer, NewPasskey, Present, RecoverySession, Request, changes::PasskeyChangeKind,
        cookies::Kept, posted::Posted, register::Permission, who::Who,
    },
    list::Passkeys,
};
use crate::{RegisterToken, Rejection, Session, TokenKind};

/// Who may add a passkey to their account.
enum Owner {
    SignedIn(Who),
    Recovering(RecoverySession),
}

impl Owner {
    fn user_id(&self) -> &str {
        match self {
            Self::SignedIn(who) => who.user_id(),
            Self::Recovering(recovery) => recovery.user_id(),
        }
    }

    fn session(&self) -> Option<&Session> {
        match self {
            Self::SignedIn(who) => who.session(),
            Self::Recovering(_) => None,
        }
    }
}

/// Lets the user's browser make another passkey. Whose it will be is the session's to say.
pub(in crate::accounts) async fn begin(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let owner = counted_owner(accounts, request, now).await?;
    let mut name = None;
    if let Owner::SignedIn(who) = &owner {
        accounts.may_add(who.user_id(), &who.proofs(), now).await?;
        name = who.name();
    }
    let token = accounts.registration_of(owner.user_id(), name).await?;
    Ok(Answer::json(200, &Permission { token }))
}

/// Takes note of a passkey that was added.
///
/// How long ago the user signed in was asked when the ceremony began; the passkey exists by now.
pub(in crate::accounts) async fn complete(
    accounts: &Accounts,
    request: &Request<'_>,
    posted: &Posted,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let owner = counted_owner(accounts, request, now).await?;
    let user = accounts.verify(posted.token()?).await?;
    let examined = accounts.gate().examine(&user, TokenKind::PasskeyRegister, now)?;
    let examined = examined.must_be_of(owner.user_id())?;
    // Before it is spent, so that it can be handed in again where the store did not answer.
    if accounts.keeps_passkeys() {
        accounts.note_passkey(&user, now).await?;
    }
    accounts.gate().admit(examined, None, now).await?;
    let is_recovery = matches!(owner, Owner::Recovering(_));
    if let Some(passkey) = user.credential_id() {
        accounts.changed(owner.user_id(), passkey, PasskeyChangeKind::Added).await;
        tracing::info!(
            target: "passwordless.passkey_added", user_id = owner.user_id(), %passkey, is_recovery,
            "a passkey was added"
        );
    }
    if let Owner::Recovering(recovery) = &owner {
        accounts.end_recovery(recovery, now).await?;
    }
    let listed = accounts.listed(owner.user_id(), now).await?;
    let answer = Answer::json(201, &Passkeys::of(&listed, owner.user_id(), owner.session()));
    Ok(if is_recovery { answer.set_cookie(accounts.forget(Kept::Recovery)) } else { answer })
}

/// The owner, of whom one request is counted.
async fn counted_owner(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Owner, Rejection> {
    let owner = owner(accounts, request, now).await?;
    accounts.count_user(owner.user_id(), now)?;
    Ok(owner)
}

/// A session beats a link that was followed earlier.
async fn owner(accounts: &Accounts, request: &Request<'_>, now: SystemTime) -> Result<Owner, Rejection> {
    match accounts.visitor(request, now).await? {
        Some(who) => return Ok(Owner::SignedIn(who)),
        None if request.presented.has_bearer() => {}
        None => {
            if let Some(recovery) = accounts.recovery(request, now)? {
                return Ok(Owner::Recovering(recovery));
            }
        }
    }
    accounts.present(request, now).await.map(Owner::SignedIn)
}

impl Accounts {
    /// Lets a user who is signed in to a session of the application's own make a passkey, for a route of its own.
    ///
    /// A passkey that was used in the last five minutes is enough; a password of the last five minutes is enough for
    /// the first one. Hand the token to the user's browser and to nobody else: whoever has it can add a passkey.
    ///
    /// ```no_run
    /// # use passwordless::{Passwordless, RegisterToken, Rejection};
    /// use passwordless::accounts::{Present, Proof};
    /// use std::time::SystemTime;
    ///
    /// # async fn begin(passwordless: Passwordless, password_at: SystemTime) -> Result<RegisterToken, Rejection> {
    /// let present = Present::new("7Vf0qOeCLmZk", "Pat").proved(Proof::Password, password_at);
    /// let token = passwordless.accounts().register_token_for(&present, SystemTime::now()).await?;
    /// # Ok(token)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// 401 `step_up_required` where the user must use a passkey first, `sign_in_again` where there is none yet and the
    /// password was too long ago; 429 where the user asks too often; 503 where the service does not answer.
    pub async fn register_token_for(
        &self,
        present: &Present,
        now: SystemTime,
    ) -> Result<RegisterToken, Rejection> {
        self.count_user(present.user_id(), now)?;
        self.may_add(present.user_id(), present.proofs(), now).await?;
        self.registration_of(present.user_id(), Some(present.name())).await
    }

    async fn registration_of(&self, user_id: &str, name: Option<&str>) -> Result<RegisterToken, Rejection> {
        let known = self.hooks().known(user_id).await?.map(|user| user.name);
        let name = known.or(name.map(str::to_owned)).unwrap_or_else(|| user_id.to_owned());
        self.permission_for(NewPasskey::of_user(user_id, name)).await
    }
}
