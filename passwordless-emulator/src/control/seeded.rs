//! Passkeys that were seeded, in the forms in which other programs take them.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::{encoding, state::Credential};

/// A passkey that was put in; with its private key, where that was made here.
///
/// It can be given to whatever answers `navigator.credentials.get` in a test: to Playwright
/// ([`playwright`](Self::playwright)), to Selenium and other clients of WebDriver ([`webdriver`](Self::webdriver)), to
/// Chromium over its protocol for developer tools ([`devtools`](Self::devtools)), and to the software browser of the
/// feature `testing`.
#[derive(Clone)]
pub struct SeededPasskey {
    user_id: String,
    rp_id: String,
    id: Vec<u8>,
    counter: u32,
    key: Option<KeyMade>,
    /// The private key in padded base64.
    private_key: Option<String>,
}

/// A key for ES256 that was made here.
#[derive(Clone)]
pub(super) struct KeyMade {
    /// In PKCS #8.
    pub(super) private: Vec<u8>,
    /// As `SubjectPublicKeyInfo`.
    pub(super) public: Vec<u8>,
}

impl SeededPasskey {
    pub(super) fn new(credential: &Credential, key: Option<KeyMade>) -> Self {
        Self {
            user_id: credential.user_id.clone(),
            rp_id: credential.rp_id.clone(),
            id: credential.id.clone(),
            counter: credential.counter,
            private_key: key.as_ref().map(|key| encoding::standard(&key.private)),
            key,
        }
    }

    /// Whose it is. The passkey's user handle is this id in UTF-8.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The relying party.
    #[must_use]
    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// The private key for ES256, in PKCS #8 and padded base64; `None` where the public key was given.
    #[must_use]
    pub fn private_key(&self) -> Option<&str> {
        self.private_key.as_deref()
    }

    /// What `context.credentials.create(rpId, passkey)` of Playwright takes; `None` where the private key is elsewhere.
    #[must_use]
    pub fn playwright(&self) -> Option<Value> {
        let key = self.key.as_ref()?;
        Some(json!({
            "rpId": self.rp_id,
            "id": encoding::url(&self.id),
            "userHandle": encoding::url(&self.user_id),
            "privateKey": encoding::url(&key.private),
            "publicKey": encoding::url(&key.public),
        }))
    }

    /// The parameters of WebDriver's extension command [Add Credential], which Selenium's `Credential.from_dict`
    /// takes as they are; `None` where the private key is elsewhere.
    ///
    /// [Add Credential]: https://www.w3.org/TR/webauthn-3/#sctn-automation-add-credential
    #[must_use]
    pub fn webdriver(&self) -> Option<Value> {
        self.credential(encoding::url)
    }

    /// The credential of Chromium's `WebAuthn.addCredential`: the same in the other alphabet of base64; `None` where
    /// the private key is elsewhere.
    #[must_use]
    pub fn devtools(&self) -> Option<Value> {
        self.credential(encoding::standard)
    }

    fn credential(&self, base64: impl Fn(Vec<u8>) -> String) -> Option<Value> {
        let key = self.key.as_ref()?;
        Some(json!({
            "credentialId": base64(self.id.clone()),
            "isResidentCredential": true,
            "rpId": self.rp_id,
            "privateKey": base64(key.private.clone()),
            "userHandle": base64(self.user_id.clone().into_bytes()),
            "signCount": self.counter,
        }))
    }
}

/// What `POST /_emulator/seed` answers for each passkey.
impl Serialize for SeededPasskey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            user_id: &'a str,
            rp_id: &'a str,
            id: String,
            private_key: Option<&'a str>,
            playwright: Option<Value>,
            webdriver: Option<Value>,
            devtools: Option<Value>,
        }

        let body = Body {
            user_id: &self.user_id,
            rp_id: &self.rp_id,
            id: encoding::url(&self.id),
            private_key: self.private_key(),
            playwright: self.playwright(),
            webdriver: self.webdriver(),
            devtools: self.devtools(),
        };
        body.serialize(serializer)
    }
}

/// Never shows the private key.
impl fmt::Debug for SeededPasskey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeededPasskey").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}
