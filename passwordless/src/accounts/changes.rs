//! The application is told what changed about a user's passkeys.

use super::Accounts;
use crate::CredentialId;

/// A passkey was added to a user, or deleted: what [`AccountsBuilder::on_passkey_change`](super::AccountsBuilder::on_passkey_change) is
/// told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyChange {
    user_id: String,
    passkey: CredentialId,
    kind: PasskeyChangeKind,
}

/// The kinds of [`PasskeyChange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PasskeyChangeKind {
    /// The user has one passkey more.
    Added,
    /// The user has one passkey less. The sessions that it opened here have ended.
    Deleted,
}

impl PasskeyChange {
    /// Whose passkeys changed.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The passkey that was added or deleted.
    pub fn passkey(&self) -> &CredentialId {
        &self.passkey
    }

    /// What happened to it.
    pub fn kind(&self) -> PasskeyChangeKind {
        self.kind
    }
}

impl Accounts {
    /// Tells the application, which can do nothing about it any more.
    pub(super) async fn changed(&self, user_id: &str, passkey: &CredentialId, kind: PasskeyChangeKind) {
        if let Some(on_passkey_change) = &self.hooks().changes {
            on_passkey_change(PasskeyChange { user_id: user_id.to_owned(), passkey: passkey.clone(), kind })
                .await;
        }
    }
}
