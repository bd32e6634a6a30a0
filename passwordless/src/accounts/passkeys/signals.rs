//! What a browser is told of a user's passkeys, so that the device stops offering those that are gone.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use crate::{Credential, CredentialId};

/// What `PublicKeyCredential.signalAllAcceptedCredentials` wants to be told, of one relying party.
/// [WebAuthn, 5.1.10](https://www.w3.org/TR/webauthn-3/#sctn-signalAllAcceptedCredentials)
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::accounts) struct Signal<'a> {
    rp_id: &'a str,
    user_id: String,
    all_accepted_credential_ids: Vec<&'a CredentialId>,
}

/// A signal for each relying party of these passkeys, which names those that still sign the user in.
pub(in crate::accounts) fn signals<'a>(
    credentials: impl IntoIterator<Item = &'a Credential>,
    user_id: &str,
    is_accepted: impl Fn(&CredentialId) -> bool,
) -> Vec<Signal<'a>> {
    let mut accepted = BTreeMap::<&str, Vec<&CredentialId>>::new();
    for credential in credentials {
        let Some(rp_id) = credential.rp_id() else { continue };
        let ids = accepted.entry(rp_id).or_default();
        if is_accepted(credential.id()) {
            ids.push(credential.id());
        }
    }
    // The service takes the bytes of the id as the user handle.
    let handle = URL_SAFE_NO_PAD.encode(user_id);
    let signal = |(rp_id, ids)| Signal { rp_id, user_id: handle.clone(), all_accepted_credential_ids: ids };
    accepted.into_iter().filter(|(rp_id, _)| !rp_id.is_empty()).map(signal).collect()
}
