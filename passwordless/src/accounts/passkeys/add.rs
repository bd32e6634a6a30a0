use std::time::SystemTime;

use super::{
    super::{
        Accounts, Answer, NewPasskey, Present, RecoverySession, Request, changes::PasskeyChangeKind,
        cookies::Kept, posted::Posted, register::Permission, who::Who,
    },
    list::Passkeys,
};
use crate::{
    CredentialId, RegisterToken, Session, TokenKind,
    rejection::{Fixed, Rejection},
    rules::Known,
};

/// Who may add a passkey to their account.
enum Owner {
    SignedIn(Who),
    Recovering(RecoverySession),
    /// It ended, perhaps by this addition: a browser that did not hear the answer asks once more.
    Recovered(RecoverySession),
}

impl Owner {
    fn user_id(&self) -> &str {
        match self {
            Self::SignedIn(who) => who.user_id(),
            Self::Recovering(recovery) | Self::Recovered(recovery) => recovery.user_id(),
        }
    }

    fn session(&self) -> Option<&Session> {
        match self {
            Self::SignedIn(who) => who.session(),
            Self::Recovering(_) | Self::Recovered(_) => None,
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
    let token = accounts.registration_of(owner.user_id(), name, now).await?;
    Ok(Answer::json(200, &Permission { token }))
}

/// Takes note of a passkey that was added.
///
/// How long ago the user signed in was asked when the ceremony began; the passkey exists by now. A browser that did not
/// hear the answer hands the same token in again, and is told the same.
pub(in crate::accounts) async fn complete(
    accounts: &Accounts,
    request: &Request<'_>,
    posted: &Posted,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let owner = match counted_owner(accounts, request, now).await {
        Err(missing) if missing == Rejection::missing() => recovered(accounts, request, now)?,
        owner => owner?,
    };
    let user = accounts.verify(posted.token()?).await?;
    let examined = accounts.gate().examine(&user, TokenKind::PasskeyRegister, now)?;
    let mut examined = examined.must_be_of(owner.user_id())?;
    let is_known = accounts.gate().recognise(&mut examined).await? == Known::This;
    if !is_known {
        if matches!(owner, Owner::Recovered(_)) {
            return Err(Rejection::missing());
        }
        // Before it is spent, so that it can be handed in again where the store did not answer.
        if accounts.keeps_passkeys() {
            accounts.note_passkey(&user, now).await?;
        }
    }
    match accounts.gate().admit(examined, None, now).await {
        Ok(_) => note(accounts, &owner, user.credential_id()).await,
        Err(again) if is_known && again == Rejection::of(Fixed::Replay) => {}
        Err(refused) => return Err(refused),
    }
    if let Owner::Recovering(recovery) = &owner {
        accounts.end_recovery(recovery, now).await?;
    }
    let mut listed = accounts.listed(owner.user_id(), now).await?;
    if let (Owner::Recovered(_), Some(passkey)) = (&owner, user.credential_id()) {
        listed.keep_only(passkey);
    }
    let mut passkeys = Passkeys::of(accounts, &listed, owner.user_id(), owner.session());
    match owner {
        Owner::SignedIn(_) => Ok(Answer::json(201, &passkeys)),
        Owner::Recovering(_) => Ok(accounts.after_recovery(&passkeys)),
        Owner::Recovered(_) => {
            // They would name one passkey of several, and the device forget the others.
            passkeys.signals.clear();
            Ok(accounts.after_recovery(&passkeys))
        }
    }
}

/// Tells of a passkey that was added.
async fn note(accounts: &Accounts, owner: &Owner, passkey: Option<&CredentialId>) {
    let Some(passkey) = passkey else { return };
    let is_recovery = !matches!(owner, Owner::SignedIn(_));
    accounts.changed(owner.user_id(), passkey, PasskeyChangeKind::Added).await;
    tracing::info!(
        target: "passwordless.passkey_added", user_id = owner.user_id(), %passkey, is_recovery, "a passkey was added"
    );
}

/// Who recovered in this browser a moment ago. They are told of the passkey that they added, and of nothing else.
fn recovered(accounts: &Accounts, request: &Request<'_>, now: SystemTime) -> Result<Owner, Rejection> {
    let recovery = accounts.begun_recovery(request, now).ok_or(Rejection::missing())?;
    request.must_show(recovery.user_id())?;
    accounts.count_user(recovery.user_id(), now)?;
    Ok(Owner::Recovered(recovery))
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
                request.must_show(recovery.user_id())?;
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
        self.registration_of(present.user_id(), Some(present.name()), now).await
    }

    async fn registration_of(
        &self,
        user_id: &str,
        name: Option<&str>,
        now: SystemTime,
    ) -> Result<RegisterToken, Rejection> {
        self.clear_for_addition(user_id, now).await?;
        let known = self.hooks().known(user_id).await?.map(|user| user.name);
        let name = known.or(name.map(str::to_owned)).unwrap_or_else(|| user_id.to_owned());
        self.permission_for(NewPasskey::of_user(user_id, name)).await
    }

    fn after_recovery(&self, passkeys: &Passkeys<'_>) -> Answer {
        Answer::json(201, passkeys).set_cookie(self.forget(Kept::Recovery))
    }
}
