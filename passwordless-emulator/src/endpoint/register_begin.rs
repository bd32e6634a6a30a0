//! `POST /register/begin`: options for a new passkey.

use serde::Serialize;

use super::{
    Call, LogEntry, Outcome,
    attestation_options::{self, CreationOptions, Descriptor, Extensions, RelyingParty, User},
};
use crate::{
    answer::{Answer, Problem},
    encoding, random,
    token::{self, RegisterSession, Registration, Session},
    webauthn::Algorithm,
};

/// How long a page has, in milliseconds.
pub(super) const TIMEOUT: u32 = 60_000;

/// What both begin calls answer: options, and the session that remembers them.
#[derive(Debug, Serialize)]
pub(super) struct Begun<T> {
    pub(super) data: T,
    pub(super) session: String,
}

pub(crate) async fn answer(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let token = body.string("token")?;
    let rp_id = body.string("rpid")?;
    let origin = super::origin(&body)?;

    let registration: Registration = call.open(token.as_deref())?;
    token::unexpired(registration.expires_at, call.vault.now())?;
    super::require_url(&super::require_origin(origin)?)?;
    if registration.user_id.is_empty() {
        return Err(Problem::bad_request("missing_userid", "The token names no user."));
    }
    call.look(|application| {
        attestation_options::check_attestation(application, Some(&registration.attestation))
    })?;
    let selection = attestation_options::selection(&registration)?;

    let challenge = encoding::url(random::bytes::<16>());
    let exclude_credentials = call.look(|application| {
        let ids =
            application.credentials_of(&registration.user_id).map(|credential| encoding::url(&credential.id));
        Ok(ids.map(Descriptor::new).collect())
    })?;
    let session = call
        .seal(&Session::Register(RegisterSession {
            challenge: challenge.clone(),
            rp_id: rp_id.clone(),
            user_id: registration.user_id.clone(),
            user_verification: selection.user_verification.to_owned(),
            aliases: registration.aliases.clone(),
            alias_hashing: registration.alias_hashing,
            attestation: registration.attestation.clone(),
            algorithms: Algorithm::OFFERED.iter().map(|algorithm| algorithm.number()).collect(),
        }))
        .await?;
    let data = CreationOptions {
        rp: RelyingParty { id: rp_id.as_deref(), name: rp_id.as_deref() },
        user: User {
            name: &registration.username,
            id: encoding::url(&registration.user_id),
            display_name: registration.display_name.as_deref().unwrap_or(&registration.username),
        },
        challenge: &challenge,
        pub_key_cred_params: attestation_options::parameters(),
        timeout: TIMEOUT,
        attestation: match registration.attestation.as_str() {
            asked @ ("direct" | "indirect") => asked,
            _ => "none",
        },
        attestation_formats: [],
        authenticator_selection: selection,
        hints: registration.hints.as_deref().unwrap_or_default(),
        exclude_credentials,
        extensions: Extensions::REQUESTED,
    };
    let user = &registration.user_id;
    let message = format!("{user} began to register a passkey.");
    call.log(LogEntry::new("ApiAuthPasskeyRegistrationBegan", user, message)).await?;
    Ok(Answer::json(&Begun { data, session }))
}
