//! `POST /signin/complete`: a passkey's signature becomes a token.

use super::{Call, LogEntry, Outcome, extensions::Outputs, register_token::sealed};
use crate::{
    answer::Problem,
    encoding,
    json::{Malformed, Object},
    random,
    state::{Credential, Use},
    token::{Session, SigninSession, Verified},
    webauthn::{self, Assertion, Expected, Refusal, Stored},
};

/// What came out of `navigator.credentials.get`.
struct Response {
    id: Option<String>,
    raw_id: Option<Vec<u8>>,
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
    user_handle: Option<Vec<u8>>,
}

pub(crate) async fn answer(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let session = body.string("session")?;
    let origin = super::origin(&body)?;
    let rp_id = body.string("rpid")?;
    let response = body.object("response")?.as_ref().map(Response::read).transpose()?;

    let (device, country) = call.whereabouts()?;
    let origin = super::require_origin(origin)?;
    let session: Session = call.open(session.as_deref())?;
    // The service answers 500.
    let response = response.ok_or_else(|| Problem::invalid("response", "The Response field is required."))?;
    let known = |id| call.look(|application| Ok(application.credential(id).cloned()));
    let credential = match &response.raw_id {
        Some(id) => known(id)?,
        None => None,
    };
    let credential = credential.ok_or_else(|| unknown(&response))?;
    let session = match session {
        Session::Signin(session) => session,
        Session::Register(_) => return Err(refused(Refusal("the session is one of a registration"))),
    };
    let counter = verify(&session, &origin, &response, &credential).map_err(refused)?;

    let now = call.vault.now();
    let used = Use { counter, at: now, country: country.clone(), device: device.clone() };
    let stored = credential.counter;
    let time_to_live = call
        .change(|application, changes| {
            // Between the look and the change another sign-in may have come: its counter counts.
            let current = application.credential(&credential.id).ok_or_else(|| unknown(&response))?;
            if counter > 0 && current.counter != stored && counter <= current.counter {
                return Err(refused(Refusal("the passkey's counter went back: there may be a copy of it")));
            }
            application.use_credential(&credential.id, used, changes);
            application.use_configuration(&session.purpose, now, changes);
            Ok(application.configuration_for(&session.purpose).time_to_live)
        })
        .await?;
    let verified = Verified {
        user_id: credential.user_id,
        timestamp: now,
        rp_id,
        origin: Some(origin),
        device: Some(device),
        country: Some(country),
        nickname: credential.nickname,
        credential_id: Some(encoding::standard(&credential.id)),
        purpose: Some(session.purpose),
        expires_at: now.plus(time_to_live).next(),
        token_id: random::uuid(),
        kind: "passkey_signin".into(),
    };
    let user = &verified.user_id;
    call.log(LogEntry::new("ApiUserSignInCompleted", user, format!("{user} signed in."))).await?;
    sealed(call, &verified).await
}

impl Response {
    fn read(response: &Object<'_>) -> Result<Self, Malformed> {
        response.choice("type", &["public-key"])?;
        Outputs::read(response, "clientExtensionResults")?;
        Outputs::read(response, "extensions")?;
        let inner = response
            .object("response")?
            .ok_or_else(|| Malformed::new("`response.response` must be there."))?;
        Ok(Self {
            id: response.string("id")?,
            raw_id: response.bytes("rawId")?,
            client_data: inner.required_bytes("clientDataJSON")?,
            authenticator_data: inner.required_bytes("authenticatorData")?,
            signature: inner.required_bytes("signature")?,
            user_handle: inner.bytes("userHandle")?,
        })
    }
}

fn verify(
    session: &SigninSession,
    origin: &str,
    response: &Response,
    credential: &Credential,
) -> Result<u32, Refusal> {
    if response.id.as_deref().is_none_or(str::is_empty) {
        return Err(Refusal("the passkey has no id"));
    }
    if !session.allowed.is_empty() && !session.allowed.contains(&encoding::url(&credential.id)) {
        return Err(Refusal("the passkey is not one of those that were asked for"));
    }
    if response.user_handle.as_deref().is_some_and(|handle| handle != credential.user_id.as_bytes()) {
        return Err(Refusal("the passkey names another user than it was registered for"));
    }
    let challenge = encoding::from_url(&session.challenge).ok_or(Refusal("the session has no challenge"))?;
    let expected = Expected {
        challenge: &challenge,
        origin,
        rp_id: session.rp_id.as_deref(),
        user_verified: session.user_verification == "required",
    };
    let stored = Stored { public_key: &credential.public_key, counter: credential.counter };
    let assertion = Assertion {
        client_data: &response.client_data,
        authenticator_data: &response.authenticator_data,
        signature: &response.signature,
    };
    webauthn::verify_assertion(&expected, stored, assertion)
}

fn unknown(response: &Response) -> Problem {
    Problem::bad_request("unknown_credential", "This passkey is not known here; it may have been deleted.")
        .about_credential(response.id.clone())
}

fn refused(Refusal(why): Refusal) -> Problem {
    Problem::bad_request("signin_complete_error", format!("The sign-in is not valid: {why}."))
}
