//! `POST /signin/verify`: a backend learns who signed in.

use serde::Serialize;

use super::{Call, LogEntry, Outcome};
use crate::{
    answer::Answer,
    token::{self, Verified},
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    user_id: String,
    timestamp: String,
    rp_id: Option<String>,
    origin: Option<String>,
    success: bool,
    device: Option<String>,
    country: Option<String>,
    nickname: Option<String>,
    credential_id: Option<String>,
    purpose: Option<String>,
    expires_at: String,
    token_id: String,
    #[serde(rename = "type")]
    kind: String,
}

/// A token may be verified any number of times, as at the service.
pub(crate) async fn answer(call: &Call<'_>) -> Outcome {
    let token = call.json()?.string("token")?;
    let verified: Verified = call.open(token.as_deref())?;
    token::unexpired(verified.expires_at, call.vault.now())?;
    let user = &verified.user_id;
    let message = format!("A token of {user} was verified.");
    call.log(LogEntry::new("ApiUserSignInVerified", user, message)).await?;
    Ok(Answer::json(&Body {
        user_id: verified.user_id,
        timestamp: verified.timestamp.zulu(),
        rp_id: verified.rp_id,
        origin: verified.origin,
        success: true,
        device: verified.device,
        country: verified.country,
        nickname: verified.nickname,
        credential_id: verified.credential_id,
        purpose: verified.purpose,
        expires_at: verified.expires_at.zulu(),
        token_id: verified.token_id,
        kind: verified.kind,
    }))
}
