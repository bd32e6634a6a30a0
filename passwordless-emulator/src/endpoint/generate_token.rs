//! `POST /signin/generate-token`: a sign-in that the backend vouches for itself.

use http::StatusCode;

use super::{Call, Outcome, register_token::sealed, validation::Validation};
use crate::{answer::Problem, random, token::Verified};

pub(crate) async fn answer(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    body.insist("userId")?;
    let user_id = body.string("userId")?;
    let time_to_live = body.integer("timeToLive")?.unwrap_or(120);
    let purpose = match body.has("purpose") {
        true => body.string("purpose")?,
        false => Some("sign-in".to_owned()),
    };
    let origin = body.string("origin")?;
    let rp_id = body.string("rpid")?;

    let mut validation = Validation::default();
    validation.require("userId", "UserId", user_id.as_deref());
    validation.life("timeToLiveSeconds", "TimeToLiveSeconds", time_to_live);
    validation.done()?;
    if !call.look(|application| Ok(application.settings().features.generate_token))? {
        let title = "Generated sign-in tokens are off for this application.";
        return Err(Problem::uncoded_with(StatusCode::FORBIDDEN, title));
    }
    let now = call.vault.now();
    let verified = Verified {
        user_id: user_id.unwrap_or_default(),
        timestamp: now,
        rp_id,
        origin,
        device: None,
        country: None,
        nickname: None,
        credential_id: None,
        purpose,
        expires_at: now.plus_seconds(i64::from(time_to_live)).next(),
        token_id: random::uuid(),
        kind: "generated_signin".into(),
    };
    sealed(call, &verified).await
}
