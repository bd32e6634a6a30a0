use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::api::{
    calls::limits,
    client::Client,
    endpoint::Endpoint,
    error::Error,
    exchange::Call,
    wire::{Values, base64, date_time, non_empty, nulls},
    words::{Aaguid, CredentialId},
};

/// A stored passkey.
///
/// [API page](https://docs.passwordless.dev/guide/api.html#credentials-list)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    descriptor: Descriptor,
    #[serde(default, with = "base64")]
    public_key: Vec<u8>,
    #[serde(default, deserialize_with = "nulls::default")]
    signature_counter: u32,
    #[serde(default, deserialize_with = "nulls::default")]
    attestation_fmt: String,
    #[serde(with = "date_time")]
    created_at: SystemTime,
    #[serde(with = "date_time")]
    last_used_at: SystemTime,
    #[serde(rename = "aaGuid", default, deserialize_with = "nulls::lenient")]
    aaguid: Aaguid,
    #[serde(rename = "rpid", alias = "rpId", default, deserialize_with = "non_empty")]
    rp_id: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    origin: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    country: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    device: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    nickname: Option<String>,
    user_id: String,
    #[serde(default)]
    backup_state: Option<bool>,
    #[serde(default)]
    is_backup_eligible: Option<bool>,
    #[serde(default)]
    is_discoverable: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Descriptor {
    id: CredentialId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deletion<'a> {
    credential_id: &'a CredentialId,
}

impl Credential {
    /// The passkey's id.
    pub fn id(&self) -> &CredentialId {
        &self.descriptor.id
    }

    /// The user to whom it belongs.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The public key, as a [COSE key](https://www.rfc-editor.org/rfc/rfc9052#section-7) in CBOR.
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The authenticator's own counter. Many passkeys never count and stay at zero.
    pub fn signature_counter(&self) -> u32 {
        self.signature_counter
    }

    /// How the authenticator proved its model, as in `none` or `packed`.
    pub fn attestation_format(&self) -> &str {
        &self.attestation_fmt
    }

    /// The model of the authenticator; all zeros where it does not say.
    pub fn aaguid(&self) -> Aaguid {
        self.aaguid
    }

    /// When it was registered.
    pub fn created_at(&self) -> SystemTime {
        self.created_at
    }

    /// When it was last used; at first the time of its registration.
    pub fn last_used_at(&self) -> SystemTime {
        self.last_used_at
    }

    /// The relying party id for which it was registered.
    pub fn rp_id(&self) -> Option<&str> {
        self.rp_id.as_deref()
    }

    /// The origin on which it was registered.
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// The country from which it was last used, as two letters, where the service knows it.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// Browser and system of its last use, for people to read.
    pub fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    /// The name that the user gave to it.
    pub fn nickname(&self) -> Option<&str> {
        self.nickname.as_deref()
    }

    /// Whether it was backed up when it was registered, where that is known.
    pub fn is_backed_up(&self) -> Option<bool> {
        self.backup_state
    }

    /// Whether it may be backed up, and so used on several devices, where that is known.
    pub fn is_backup_eligible(&self) -> Option<bool> {
        self.is_backup_eligible
    }

    /// Whether it can be found without a user's name, where the browser said so.
    pub fn is_discoverable(&self) -> Option<bool> {
        self.is_discoverable
    }
}

impl Client {
    /// The passkeys of a user; none if there is no such user.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#credentials-list)
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`].
    pub async fn credentials(&self, user_id: &str) -> Result<Vec<Credential>, Error> {
        limits::present("user_id", user_id)?;
        let call = Call::new(Endpoint::CREDENTIALS).query("userId", user_id);
        let answer: Values<Credential> = self.json(call).await?;
        Ok(answer.values)
    }

    /// Deletes a passkey. Tokens that it already made stay valid until they expire.
    ///
    /// Check first that the passkey belongs to the user who asks: the service does not.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#credentials-delete)
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]. A passkey that is already gone is a 500 of the service.
    pub async fn delete_credential(&self, id: &CredentialId) -> Result<(), Error> {
        self.nothing(Call::new(Endpoint::DELETE_CREDENTIAL).body(&Deletion { credential_id: id })?).await
    }
}
