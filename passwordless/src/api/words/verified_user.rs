use std::time::SystemTime;

use serde::Deserialize;

use super::{CredentialId, TokenKind};
use crate::api::wire::{date_time, non_empty, nulls};

/// What the service vouches for after it verified a token.
///
/// It checked that the token is its own and has not expired, and nothing else: not where the ceremony took place,
/// nor what kind of token it is, nor whether the token was shown before, nor whether its user still exists. See
/// [`Policy`](crate::Policy).
///
/// [API page](https://docs.passwordless.dev/guide/api.html#signin-verify)
#[derive(Debug, Clone)]
pub struct VerifiedUser(Wire);

/// Not public: an application that could deserialize a `VerifiedUser` could be talked into taking one from a page.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wire {
    success: bool,
    user_id: String,
    #[serde(rename = "type", default, deserialize_with = "nulls::default")]
    kind: String,
    #[serde(deserialize_with = "date_time::deserialize")]
    timestamp: SystemTime,
    #[serde(deserialize_with = "date_time::deserialize")]
    expires_at: SystemTime,
    token_id: String,
    #[serde(default, deserialize_with = "non_empty")]
    origin: Option<String>,
    #[serde(default, alias = "rpid", deserialize_with = "non_empty")]
    rp_id: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    device: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    country: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    nickname: Option<String>,
    #[serde(default)]
    credential_id: Option<CredentialId>,
    #[serde(default, deserialize_with = "non_empty")]
    purpose: Option<String>,
}

impl Wire {
    /// A user, or nothing where the answer does not say clearly that, and whom, it vouches for.
    pub(crate) fn vouched(self) -> Option<VerifiedUser> {
        let clear = self.success && !self.user_id.is_empty() && !self.token_id.is_empty();
        clear.then_some(VerifiedUser(self))
    }
}

impl VerifiedUser {
    /// Somebody whom no service vouched for, for tests: the user of a passkey that was used just now for `purpose`, or
    /// added just now where that is `None`.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn for_tests(user_id: &str, purpose: Option<&str>, origin: &str, now: SystemTime) -> Self {
        Self(Wire {
            success: true,
            user_id: user_id.to_owned(),
            kind: if purpose.is_some() { "passkey_signin" } else { "passkey_register" }.to_owned(),
            timestamp: now,
            expires_at: now + std::time::Duration::from_secs(120),
            token_id: "for-tests".to_owned(),
            origin: Some(origin.to_owned()),
            rp_id: None,
            device: None,
            country: None,
            nickname: None,
            credential_id: None,
            purpose: purpose.map(str::to_owned),
        })
    }

    /// The user, by the id that was given at registration.
    pub fn user_id(&self) -> &str {
        &self.0.user_id
    }

    /// How the token came to be.
    pub fn kind(&self) -> TokenKind {
        TokenKind::from(self.0.kind.as_str())
    }

    /// When the token was made.
    pub fn timestamp(&self) -> SystemTime {
        self.0.timestamp
    }

    /// Until when the service accepts the token.
    pub fn expires_at(&self) -> SystemTime {
        self.0.expires_at
    }

    /// The token's own id, by which a second use can be noticed.
    pub fn token_id(&self) -> &str {
        &self.0.token_id
    }

    /// The origin of the page, signed by the authenticator. None for tokens made without a ceremony.
    pub fn origin(&self) -> Option<&str> {
        self.0.origin.as_deref()
    }

    /// The relying party id. The page's word only: at sign-in nothing signs it. Never rely on it alone.
    pub fn rp_id(&self) -> Option<&str> {
        self.0.rp_id.as_deref()
    }

    /// Browser and system, for people to read, as in `Firefox, Windows 10`.
    pub fn device(&self) -> Option<&str> {
        self.0.device.as_deref()
    }

    /// The country from which the browser came, as two letters, where the service knows it.
    pub fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// The name that the user gave to the passkey.
    pub fn nickname(&self) -> Option<&str> {
        self.0.nickname.as_deref()
    }

    /// The passkey. None for tokens made without a ceremony.
    pub fn credential_id(&self) -> Option<&CredentialId> {
        self.0.credential_id.as_ref()
    }

    /// The purpose for which the user signed in. None for registrations and magic links.
    pub fn purpose(&self) -> Option<&str> {
        self.0.purpose.as_deref()
    }
}
