//! `POST /signin/generate-token`: a sign-in that the backend vouches for itself.

use super::register_token::sealed;
use super::validation::Validation;
use super::{Call, Outcome};
use crate::random;
use crate::token::Verified;

const LONGEST_LIFE: i32 = 604_800;

pub(super) async fn answer(call: &Call<'_>) -> Outcome {
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
    if !(1..=LONGEST_LIFE).contains(&time_to_live) {
        let message = format!("The field TimeToLiveSeconds must be between 1 and {LONGEST_LIFE}.");
        validation.refuse("timeToLiveSeconds", message);
    }
    validation.done()?;
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
