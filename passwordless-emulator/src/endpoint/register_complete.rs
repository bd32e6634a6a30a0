//! `POST /register/complete`: a new passkey is verified and kept.

use super::{
    Call, LogEntry, Outcome,
    extensions::Outputs,
    register_token::sealed,
    validation::{Validation, utf16},
};
use crate::{
    answer::Problem,
    clock::Moment,
    encoding,
    json::{Malformed, Object},
    random,
    state::{Alias, Credential},
    token::{RegisterSession, Session, Verified},
    webauthn::{self, Expected, Refusal, Registered},
};

const LONGEST_NICKNAME: usize = 64;
/// How long the token of a registration lives, in seconds.
const LIFE: i64 = 120;

/// What came out of `navigator.credentials.create`.
struct Response {
    id: Option<String>,
    raw_id: Option<Vec<u8>>,
    made: Option<Made>,
    discoverable: Option<bool>,
}

/// The part of it that is signed, empty where it was null.
struct Made {
    client_data: Vec<u8>,
    attestation_object: Vec<u8>,
}

pub(crate) async fn answer(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let session = body.string("session")?;
    let origin = super::origin(&body)?;
    let rp_id = body.string("rpid")?;
    let nickname = body.string("nickname")?;
    let response = body.object("response")?.as_ref().map(Response::read).transpose()?;

    let mut validation = Validation::default();
    if nickname.as_deref().is_some_and(|nickname| utf16(nickname) > LONGEST_NICKNAME) {
        validation.refuse("nickname", format!("A nickname may have at most {LONGEST_NICKNAME} characters."));
    }
    // What is within another field is looked at only where the fields themselves are good.
    if validation.is_empty() && response.as_ref().is_some_and(|response| response.made.is_none()) {
        validation.refuse("response.Response", "The Response field is required.");
    }
    validation.done()?;
    let (device, country) = call.whereabouts()?;
    let session = match call.open(session.as_deref())? {
        Session::Register(session) => session,
        Session::Signin(_) => return Err(invalid(Refusal("the session is one of a sign-in"))),
    };
    let origin = super::require_origin(origin)?;
    // The service answers 500 where one of these two is missing.
    let response = response.ok_or_else(|| Problem::invalid("response", "The Response field is required."))?;
    let rp_id = rp_id.ok_or_else(|| Problem::invalid("rpid", "The RPID field is required."))?;
    let now = call.vault.now();
    let registered = verify(&session, &origin, &response, now).map_err(invalid)?;

    let verified = Verified {
        user_id: session.user_id.clone(),
        timestamp: now,
        rp_id: session.rp_id.clone(),
        origin: Some(origin.clone()),
        device: Some(device.clone()),
        country: Some(country.clone()),
        nickname: nickname.clone(),
        credential_id: Some(encoding::standard(&registered.id)),
        purpose: None,
        expires_at: now.plus_seconds(LIFE).next(),
        token_id: random::uuid(),
        kind: "passkey_register".into(),
    };
    let credential = Credential {
        id: registered.id,
        public_key: registered.public_key,
        user_id: session.user_id.clone(),
        counter: registered.counter,
        format: registered.format,
        aaguid: registered.aaguid,
        created_at: now,
        last_used_at: now,
        rp_id,
        origin,
        country,
        device,
        nickname,
        backup_state: registered.backup_state,
        backup_eligible: registered.backup_eligible,
        discoverable: response.discoverable,
    };
    call.change(|application, changes| {
        super::authenticators::check(application, &credential.aaguid, &session.attestation)?;
        if application.credential(&credential.id).is_some() {
            return Err(invalid(Refusal("the passkey is registered already")));
        }
        if application.conflicts(&session.user_id, &session.aliases) {
            return Err(super::alias::conflict());
        }
        if !session.aliases.is_empty() {
            let (app, user) = (application.name(), session.user_id.as_str());
            let aliases =
                session.aliases.iter().map(|alias| Alias::new(app, user, alias, session.alias_hashing));
            let aliases = aliases.collect();
            application.replace_aliases(user, aliases, changes);
        }
        application.add_credential(credential, changes);
        Ok(())
    })
    .await?;
    let user = &verified.user_id;
    let message = format!("{user} registered a passkey.");
    call.log(LogEntry::new("ApiAuthPasskeyRegistrationCompleted", user, message)).await?;
    sealed(call, &verified).await
}

impl Response {
    fn read(response: &Object<'_>) -> Result<Self, Malformed> {
        response.insist("id")?;
        response.insist("rawId")?;
        response.choice("type", &["public-key"])?;
        let outputs = Outputs::read(response, "clientExtensionResults")?;
        let made = match response.object("response")? {
            Some(inner) => {
                inner.choices("transports", &["usb", "nfc", "ble", "smart-card", "hybrid", "internal"])?;
                inner.insist("clientDataJSON")?;
                inner.insist("attestationObject")?;
                Some(Made {
                    client_data: inner.bytes("clientDataJSON")?.unwrap_or_default(),
                    attestation_object: inner.bytes("attestationObject")?.unwrap_or_default(),
                })
            }
            None => None,
        };
        Ok(Self {
            id: response.string("id")?,
            raw_id: response.bytes("rawId")?,
            made,
            discoverable: outputs.discoverable,
        })
    }
}

fn verify(
    session: &RegisterSession,
    origin: &str,
    response: &Response,
    now: Moment,
) -> Result<Registered, Refusal> {
    if response.id.as_deref().is_none_or(|id| id.trim().is_empty()) {
        return Err(Refusal("the passkey has no id"));
    }
    if response.raw_id.as_ref().is_some_and(Vec::is_empty) {
        return Err(Refusal("the passkey's raw id is empty"));
    }
    let Some(made) = &response.made else { return Err(Refusal("the passkey made nothing")) };
    let challenge = encoding::from_url(&session.challenge).ok_or(Refusal("the session has no challenge"))?;
    let expected = Expected {
        challenge: &challenge,
        origin,
        rp_id: session.rp_id.as_deref(),
        user_verified: session.user_verification == "required",
    };
    webauthn::verify_registration(
        &expected,
        &session.algorithms,
        &made.client_data,
        &made.attestation_object,
        now,
    )
}

fn invalid(Refusal(why): Refusal) -> Problem {
    Problem::bad_request("fido2_invalid_registration", format!("The registration is not valid: {why}."))
}
