//! From a newcomer to a user.

use std::time::SystemTime;

use serde::Serialize;

use super::{
    Accounts, Answer, FormErrors, NewPasskey, Newcomer, Proof, Request,
    cookies::Kept,
    hand_out::Told,
    newcomer::{self, Begun},
    posted::Posted,
};
use crate::{
    Client, CredentialId, RegisterToken, TokenKind, VerifiedUser,
    rejection::{Fixed, Rejection},
};

/// What the browser needs to make a passkey.
#[derive(Serialize)]
pub(super) struct Permission {
    pub(super) token: RegisterToken,
}

/// Lets a newcomer make a passkey. Whom it will belong to is ours to say, and bound to their browser.
pub(super) async fn begin(
    accounts: &Accounts,
    request: &Request<'_>,
    posted: &Posted,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    accounts.check_passes_no_hook(request.own)?;
    let name = newcomer::wanted(posted.name()?)?;
    if let Some(newcomers) = &accounts.hooks().newcomers {
        newcomers.check_name(&name).await?;
    }
    let form = match sign_up_form(accounts, &name, posted).await {
        Ok(form) => form,
        Err(errors) => return errors.into_answer(),
    };
    let begun = Begun::new(name, form, now)?;
    let passkey = NewPasskey::of_newcomer(&begun.user_id, &begun.name, begun.form.clone());
    accounts.count_registration(request, now)?;
    let token = accounts.permission_for(passkey).await?;
    Ok(Answer::json(200, &Permission { token }).set_cookie(accounts.keep_newcomer(&begun)?))
}

/// What is to be kept of the form, once the application has checked it.
async fn sign_up_form(
    accounts: &Accounts,
    name: &str,
    posted: &Posted,
) -> Result<Option<String>, FormErrors> {
    match (&accounts.hooks().sign_up_forms, &posted.form) {
        (Some(forms), form) => forms.check(name, form.as_ref()).await.map(Some),
        (None, None) => Ok(None),
        // What somebody typed is not dropped without a word.
        (None, Some(_)) => Err(Rejection::malformed("This address takes no member `form`.").into()),
    }
}

/// Gives the name to whoever finishes first, and signs them in.
pub(super) async fn complete(
    accounts: &Accounts,
    request: &Request<'_>,
    posted: &Posted,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let Some(newcomers) = &accounts.hooks().newcomers else { return Err(Rejection::of(Fixed::NotFound)) };
    accounts.check_passes_no_hook(request.own)?;
    let over = accounts.our_session(request, now)?;
    let begun = accounts.newcomer(request, now).ok_or(Rejection::of(Fixed::NoRegistration))?;
    let user = accounts.verify(posted.token()?).await?;
    let examined = accounts.gate().examine(&user, TokenKind::PasskeyRegister, now)?;
    if user.user_id() != begun.user_id {
        tracing::warn!(
            target: "passwordless.foreign_registration", user_id = user.user_id(),
            "another browser has begun this registration"
        );
        return Err(Rejection::of(Fixed::NoRegistration));
    }
    let admission = accounts.gate().admit(examined, None, now).await?;

    // From here on the token is spent: whatever happens, nobody asks for this name with it again.
    if let (true, Some(passkey)) = (accounts.keeps_passkeys(), user.credential_id()) {
        accounts.gate().add_passkeys(user.user_id(), [passkey]).await?;
    }
    let Begun { user_id, name, form, .. } = begun;
    let newcomer = Newcomer { user_id, name: name.clone(), form, verified: user.clone() };
    if let Err(rejection) = newcomers.accept(&newcomer).await {
        return Err(turn_away(accounts, &user, rejection).await);
    }
    tracing::info!(target: "passwordless.registered", user_id = user.user_id(), "a newcomer became a user");
    // A name that the service does not know keeps nobody out; who calls this logged it.
    let sign_in_by_name = accounts.set_alias(user.user_id(), &name).await.is_ok();
    let told = Told::Newcomer { name, sign_in_by_name };
    if let Some(own) = request.own {
        let answer = accounts.begin_own(told, own, (&user, Proof::Passkey), now).await?;
        return Ok(answer.set_cookie(accounts.forget(Kept::Newcomer)));
    }
    if let Some(over) = over {
        accounts.gate().sign_out(&over, now).await?;
    }
    let session = accounts.gate().open(admission, now)?;
    let answer = accounts.signed_in(told, request, &session, posted.session, now).await?;
    Ok(answer.set_cookie(accounts.forget(Kept::Newcomer)))
}

/// The passkey of somebody who was turned away belongs to no account, so it is deleted. Where nothing was decided
/// it stays: the name may be theirs by now.
async fn turn_away(accounts: &Accounts, user: &VerifiedUser, rejection: Rejection) -> Rejection {
    let code = rejection.code();
    if !rejection.is_decided() {
        tracing::error!(
            target: "passwordless.newcomer_undecided", code,
            "the hook for newcomers failed, so a passkey stays at the service that may have no account"
        );
        return rejection;
    }
    tracing::info!(target: "passwordless.newcomer_turned_away", code, "turned a newcomer away");
    if let Some(passkey) = user.credential_id() {
        // One that stays known signs nobody in.
        let _ = match accounts.hooks().is_nobody(user.user_id()).await {
            true => accounts.gate().forget_passkeys(user.user_id()).await,
            false => accounts.gate().forget_passkey(user.user_id(), passkey).await,
        };
        delete_orphan(accounts.client(), passkey).await;
    }
    rejection
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
