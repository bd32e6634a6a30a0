//! What has to be there before a recorded request makes sense.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::bench::{APP, Bench};
use crate::{
    clock::Moment,
    encoding,
    state::{Alias, Changes, Credential},
    token::{Payload, TokenKeys},
};

/// A stored passkey of this user.
pub(super) fn passkey(id: &str, public_key: &[u8], user: &str) -> Credential {
    let now = Moment::now();
    Credential {
        id: encoding::from_url(id).unwrap(),
        public_key: public_key.to_vec(),
        user_id: user.to_owned(),
        counter: 0,
        format: "none".into(),
        aaguid: [0; 16],
        created_at: now,
        last_used_at: now,
        rp_id: "localhost".into(),
        origin: "http://localhost:4000".into(),
        country: String::new(),
        device: "Chrome, Windows 10".into(),
        nickname: None,
        backup_state: false,
        backup_eligible: false,
        discoverable: Some(true),
    }
}

/// Puts in what the recorded list shows, so that its form can be compared.
pub(super) fn listed(bench: &Bench, list: &Value) {
    let standard = |value: &Value| STANDARD.decode(value.as_str().unwrap()).unwrap();
    for row in list["values"].as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        let moment = |name: &str| Moment::from_timestamp(format!("{}Z", text(name)).parse().unwrap());
        let aaguid = text("aaGuid").replace('-', "");
        let aaguid: Vec<_> =
            (0..16).map(|place| u8::from_str_radix(&aaguid[2 * place..2 * place + 2], 16).unwrap()).collect();
        let mut credential =
            passkey(row["descriptor"]["id"].as_str().unwrap(), &standard(&row["publicKey"]), &text("userId"));
        credential.aaguid = aaguid.try_into().unwrap();
        credential.format = text("attestationFmt");
        credential.created_at = moment("createdAt");
        credential.last_used_at = moment("lastUsedAt");
        credential.nickname = row["nickname"].as_str().map(str::to_owned);
        credential.backup_state = row["backupState"].as_bool().unwrap();
        credential.backup_eligible = row["isBackupEligible"].as_bool().unwrap();
        bench.vault.edit(|state| {
            let application = state.application_mut(APP).unwrap();
            application.delete_credential(&credential.id, &mut Changes::ignored());
        });
        bench.put(credential);
    }
}

/// Gives the user of the recorded list its alias, and takes it away again for the case after the deletion.
pub(super) fn alias(bench: &Bench, name: &str, list: &Value) {
    bench.vault.edit(|state| {
        let application = state.application_mut(APP).unwrap();
        if name == "state/alias-after-user-delete" {
            let owner = application.owner_of("al-d29d7f2a-8e9f-4bcd-9022-04d0260f5c3b").unwrap().to_owned();
            application.delete_user(&owner, &mut Changes::ignored());
            return;
        }
        let row = &list["values"][0];
        let user = row["userId"].as_str().unwrap();
        let alias = Alias::new(APP, user, row["plaintext"].as_str().unwrap(), false);
        application.replace_aliases(user, vec![alias], &mut Changes::ignored());
    });
}

/// A token of another application.
pub(super) fn seal_elsewhere(payload: &impl Payload) -> String {
    let mut keys = TokenKeys::default();
    keys.rotate(Moment::now());
    keys.seal(payload).unwrap()
}
