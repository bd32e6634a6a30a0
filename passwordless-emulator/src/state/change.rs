//! What a data file has to follow.

use super::{
    Alias, ApiKey, AuthenticatorRule, Configuration, Credential, Event, KeyKind, Mail, Settings, Use,
};
use crate::{clock::Moment, token::TokenKey};

/// One change of the state.
#[derive(Debug)]
#[cfg_attr(feature = "file", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(not(feature = "file"), expect(dead_code, reason = "only a data file reads it"))]
pub(crate) enum Change {
    /// Everything is gone; what follows is all there is.
    Cleared,
    AppSet {
        app: String,
        settings: Box<Settings>,
    },
    AppDeleted {
        app: String,
    },
    KeySet {
        app: String,
        key: ApiKey,
    },
    KeyDeleted {
        app: String,
        kind: KeyKind,
        value: String,
    },
    TokenKeyAdded {
        app: String,
        key: TokenKey,
        forget_before: Moment,
    },
    CredentialAdded {
        app: String,
        credential: Box<Credential>,
    },
    CredentialUsed {
        app: String,
        #[cfg_attr(feature = "file", serde(with = "crate::encoding::serde"))]
        id: Vec<u8>,
        r#use: Use,
    },
    CredentialDeleted {
        app: String,
        #[cfg_attr(feature = "file", serde(with = "crate::encoding::serde"))]
        id: Vec<u8>,
    },
    AliasesReplaced {
        app: String,
        user_id: String,
        aliases: Vec<Alias>,
    },
    UserDeleted {
        app: String,
        user_id: String,
    },
    ConfigurationSet {
        app: String,
        configuration: Box<Configuration>,
    },
    ConfigurationDeleted {
        app: String,
        purpose: String,
    },
    RuleSet {
        app: String,
        rule: AuthenticatorRule,
    },
    RuleDeleted {
        app: String,
        #[cfg_attr(feature = "file", serde(with = "crate::encoding::serde"))]
        aaguid: [u8; 16],
    },
    EventAdded {
        app: String,
        event: Box<Event>,
    },
    MailSent {
        app: String,
        mail: Box<Mail>,
    },
    OutboxCleared {
        app: String,
    },
}

/// The changes of one request, or nothing where there is no file.
#[derive(Debug)]
pub(crate) struct Changes(Option<Vec<Change>>);

impl Changes {
    #[cfg(feature = "file")]
    pub(crate) fn kept() -> Self {
        Self(Some(Vec::new()))
    }

    pub(crate) fn ignored() -> Self {
        Self(None)
    }

    /// Records a change. The closure runs only where a file needs the change.
    pub(crate) fn record(&mut self, change: impl FnOnce() -> Change) {
        if let Some(changes) = &mut self.0 {
            changes.push(change());
        }
    }

    #[cfg(feature = "file")]
    pub(crate) fn into_vec(self) -> Vec<Change> {
        self.0.unwrap_or_default()
    }
}
