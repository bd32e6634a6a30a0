use std::time::SystemTime;

use serde::Serialize;

use super::{
    super::{Accounts, Answer, Request},
    listed::Listed,
    signals::{Signal, signals},
};
use crate::{Credential, CredentialId, Rejection, Session, answer::written, api::Aaguid};

/// The passkeys of a user.
#[derive(Serialize)]
pub(super) struct Passkeys<'a> {
    #[serde(rename = "userId")]
    user_id: &'a str,
    passkeys: Vec<Passkey<'a>>,
    pub(super) signals: Vec<Signal<'a>>,
    /// Whether what was asked for ended the session that asked.
    #[serde(rename = "signedOut", skip_serializing_if = "std::ops::Not::not")]
    pub(super) signed_out: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Passkey<'a> {
    id: &'a CredentialId,
    nickname: Option<&'a str>,
    /// Browser and system of its last use.
    device: Option<&'a str>,
    country: Option<&'a str>,
    /// The model of the authenticator.
    aaguid: Aaguid,
    /// Whose model that is, where it is known.
    provider: Option<&'static str>,
    rp_id: Option<&'a str>,
    is_backed_up: Option<bool>,
    created_at: String,
    last_used_at: String,
    /// Whether it opened the session that asks.
    is_current: bool,
    /// Whether it was deleted here, and its deletion at the service is not finished.
    deleting: bool,
    /// Whether its registration was never finished here, so that it signs nobody in.
    unfinished: bool,
    /// Whether it signs in here, and no other does.
    is_last: bool,
}

impl<'a> Passkeys<'a> {
    pub(super) fn of(
        accounts: &Accounts,
        listed: &'a Listed,
        user_id: &'a str,
        session: Option<&Session>,
    ) -> Self {
        let passkey = |credential: &'a Credential| Passkey {
            id: credential.id(),
            nickname: credential.nickname(),
            device: credential.device(),
            country: credential.country(),
            aaguid: credential.aaguid(),
            provider: credential.aaguid().provider(),
            rp_id: credential.rp_id(),
            is_backed_up: credential.is_backed_up(),
            created_at: written(credential.created_at()),
            last_used_at: written(credential.last_used_at()),
            is_current: session.is_some_and(|session| session.is_opened_by(credential.id())),
            deleting: listed.has_ended(credential.id()),
            is_last: accounts.signs_in(listed, credential) && !accounts.has_another(listed, credential.id()),
            unfinished: !listed.has_ended(credential.id()) && listed.is_unknown(credential.id()),
        };
        Self {
            user_id,
            passkeys: listed.credentials().iter().map(passkey).collect(),
            signals: signals(listed.all(), user_id, |id| listed.has(id) && !listed.has_ended(id)),
            signed_out: false,
        }
    }
}

pub(in crate::accounts) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let who = accounts.asks(request, now).await?;
    let mut listed = accounts.listed(who.user_id(), now).await?;
    accounts.finish_deletions(&mut listed, who.user_id(), now).await;
    Ok(Answer::json(200, &Passkeys::of(accounts, &listed, who.user_id(), who.session())))
}
