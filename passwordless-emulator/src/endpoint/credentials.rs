//! `/credentials/list` and `/credentials/delete`: the stored passkeys.

use http::StatusCode;
use serde::Serialize;

use super::{
    Call, LogEntry, Outcome, alias::Values, attestation_options::Descriptor, logging::SYSTEM,
    validation::Validation,
};
use crate::{
    answer::{Answer, Problem, parameter},
    encoding, random,
    state::Credential,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    descriptor: Descriptor,
    public_key: String,
    user_handle: String,
    signature_counter: u32,
    attestation_fmt: String,
    created_at: String,
    aa_guid: String,
    last_used_at: String,
    rpid: String,
    origin: String,
    country: String,
    device: String,
    nickname: Option<String>,
    user_id: String,
    backup_state: bool,
    is_backup_eligible: bool,
    is_discoverable: Option<bool>,
}

pub(crate) fn list_by_query(call: &Call<'_>) -> Outcome {
    list(call, parameter(call.query, "userId"))
}

pub(crate) fn list_by_body(call: &Call<'_>) -> Outcome {
    list(call, call.json()?.string("userId")?)
}

fn list(call: &Call<'_>, user_id: Option<String>) -> Outcome {
    let mut validation = Validation::default();
    validation.require("userId", "UserId", user_id.as_deref());
    validation.done()?;
    let user_id = user_id.unwrap_or_default();
    let values =
        call.look(|application| Ok(application.credentials_of(&user_id).map(Row::from).collect()))?;
    Ok(Answer::json(&Values { values }))
}

/// One that is not there is as good as deleted; the service answers 500.
pub(crate) async fn delete(call: &Call<'_>) -> Outcome {
    let id = call.json()?.bytes("credentialId")?.filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Problem::uncoded("The credentialId is required."))?;
    let owner = call.change(|application, changes| Ok(application.delete_credential(&id, changes))).await?;
    if let Some(owner) = owner {
        let message = format!("A passkey of {owner} was deleted.");
        call.log(LogEntry::new("ApiUserDeleteCredential", SYSTEM, message).about(&owner)).await?;
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

impl From<&Credential> for Row {
    fn from(credential: &Credential) -> Self {
        Self {
            descriptor: Descriptor::new(encoding::url(&credential.id)),
            public_key: encoding::standard(&credential.public_key),
            user_handle: encoding::standard(&credential.user_id),
            signature_counter: credential.counter,
            attestation_fmt: credential.format.clone(),
            created_at: credential.created_at.naive(),
            aa_guid: random::dashed(&credential.aaguid),
            last_used_at: credential.last_used_at.naive(),
            rpid: credential.rp_id.clone(),
            origin: credential.origin.clone(),
            country: credential.country.clone(),
            device: credential.device.clone(),
            nickname: credential.nickname.clone(),
            user_id: credential.user_id.clone(),
            backup_state: credential.backup_state,
            is_backup_eligible: credential.backup_eligible,
            is_discoverable: credential.discoverable,
        }
    }
}
