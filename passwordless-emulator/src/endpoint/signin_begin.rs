//! `POST /signin/begin`: options for a sign-in.

use super::{
    Call, Outcome,
    assertion_options::RequestOptions,
    attestation_options::Descriptor,
    register_begin::{Begun, TIMEOUT},
};
use crate::{
    answer::{Answer, Problem},
    encoding, random,
    token::{Session, SigninSession},
};

pub(crate) async fn answer(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let user_id = body.string("userId")?.filter(|user| !user.is_empty());
    let alias = body.string("alias")?.filter(|alias| !alias.is_empty());
    let purpose = match body.has("purpose") {
        true => body.string("purpose")?.unwrap_or_default(),
        false => "sign-in".to_owned(),
    };
    let rp_id = body.string("rpid")?;
    let origin = super::origin(&body)?;

    super::require_url(&super::require_origin(origin)?)?;
    if purpose.trim().is_empty() {
        // The service answers 500.
        return Err(Problem::invalid("purpose", "The Purpose field may be left out, but not be empty."));
    }
    let challenge = encoding::url(random::bytes::<16>());
    // The answer does not tell whether a user or an alias exists: an unknown one has no passkeys.
    let (allowed, configuration) = call.look(|application| {
        // An unknown purpose is, silently, a plain sign-in.
        let configuration = application.configuration_for(&purpose);
        let user =
            user_id.as_deref().or_else(|| alias.as_deref().and_then(|alias| application.owner_of(alias)));
        let credentials = user.into_iter().flat_map(|user| application.credentials_of(user));
        let allowed: Vec<_> = credentials.map(|credential| encoding::url(&credential.id)).collect();
        Ok((allowed, configuration))
    })?;
    let session = call
        .seal(&Session::Signin(SigninSession {
            challenge: challenge.clone(),
            rp_id: rp_id.clone(),
            allowed: allowed.clone(),
            user_verification: configuration.user_verification.clone(),
            purpose: configuration.purpose,
        }))
        .await?;
    let data = RequestOptions {
        challenge: &challenge,
        timeout: TIMEOUT,
        rp_id: rp_id.as_deref(),
        allow_credentials: allowed.into_iter().map(Descriptor::new).collect(),
        user_verification: &configuration.user_verification,
        hints: &configuration.hints,
    };
    Ok(Answer::json(&Begun { data, session }))
}
