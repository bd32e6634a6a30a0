//! What the page shows.

use serde::Serialize;

use crate::{
    control::{Controls, LoggedRequest, MagicLink, lock},
    encoding,
    state::{Application, Credential},
    vault::Vault,
};

/// The most users of an application, and the most requests, on the page.
const MOST: usize = 200;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    now: String,
    clock_is_fixed: bool,
    apps: Vec<ShownApp>,
    /// The newest first.
    requests: Vec<LoggedRequest>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownApp {
    name: String,
    user_count: usize,
    passkey_count: usize,
    users: Vec<ShownUser>,
    /// The newest first.
    outbox: Vec<MagicLink>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownUser {
    user_id: String,
    /// Null for an alias of which only the hash is known.
    aliases: Vec<Option<String>>,
    passkeys: Vec<ShownPasskey>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownPasskey {
    id: String,
    nickname: Option<String>,
    device: String,
    rp_id: String,
    counter: u32,
    last_used_at: String,
}

impl Shown {
    pub(super) fn of(vault: &Vault, controls: &Controls) -> Self {
        let mut apps: Vec<_> = vault.read(|state| state.applications().map(ShownApp::from).collect());
        apps.sort_by(|one, other| one.name.cmp(&other.name));
        Self {
            now: vault.now().zulu(),
            clock_is_fixed: vault.clock.is_fixed(),
            apps,
            requests: lock(&controls.log).iter().rev().take(MOST).cloned().collect(),
        }
    }
}

impl From<&Application> for ShownApp {
    fn from(application: &Application) -> Self {
        let users = application.users_with_credentials().chain(application.users_with_aliases_only());
        let user = |user_id: &str| ShownUser {
            user_id: user_id.to_owned(),
            aliases: application.aliases_of(user_id).map(|alias| alias.plaintext.clone()).collect(),
            passkeys: application.credentials_of(user_id).map(ShownPasskey::from).collect(),
        };
        Self {
            name: application.name().to_owned(),
            user_count: application.users_with_credentials().len()
                + application.users_with_aliases_only().count(),
            passkey_count: application.credential_count(),
            users: users.take(MOST).map(user).collect(),
            outbox: application.outbox().iter().rev().take(MOST).map(MagicLink::from).collect(),
        }
    }
}

impl From<&Credential> for ShownPasskey {
    fn from(credential: &Credential) -> Self {
        Self {
            id: encoding::url(&credential.id),
            nickname: credential.nickname.clone(),
            device: credential.device.clone(),
            rp_id: credential.rp_id.clone(),
            counter: credential.counter,
            last_used_at: credential.last_used_at.zulu(),
        }
    }
}
