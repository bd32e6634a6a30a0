//! Users and passkeys with ids of the test's choice.

use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde::{Deserialize, Serialize};

use super::{
    error::ControlError,
    seeded::{KeyMade, SeededPasskey},
};
use crate::{
    clock::Moment,
    encoding, random,
    state::{Alias, Application, Changes, Credential},
};

/// A user to put in.
///
/// ```
/// use passwordless_emulator::{Emulator, control::{SeedPasskey, SeedUser}};
///
/// let emulator = Emulator::start()?;
/// let alice = SeedUser::new("alice").alias("alice@example.com").passkey(SeedPasskey::new("localhost"));
/// let passkeys = emulator.seed([alice])?;
/// assert_eq!(passkeys[0].user_id(), "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedUser {
    user_id: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    passkeys: Vec<SeedPasskey>,
}

impl SeedUser {
    /// A user with this id; it exists once it has an alias or a passkey.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), aliases: Vec::new(), passkeys: Vec::new() }
    }

    /// Gives the user another name, which lists show.
    #[must_use]
    pub fn alias(mut self, alias: impl Into<String>) -> Self {
        self.aliases.push(alias.into());
        self
    }

    /// Gives the user a passkey.
    #[must_use]
    pub fn passkey(mut self, passkey: SeedPasskey) -> Self {
        self.passkeys.push(passkey);
        self
    }
}

/// A passkey to put in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedPasskey {
    /// In base64url. Default: a random one.
    id: Option<String>,
    /// A COSE key in base64url. Default: a new one for ES256.
    public_key: Option<String>,
    rp_id: String,
    origin: Option<String>,
    nickname: Option<String>,
    #[serde(default)]
    counter: u32,
}

impl SeedPasskey {
    /// A passkey of this relying party, with a random id and a new key for ES256.
    pub fn new(rp_id: impl Into<String>) -> Self {
        Self { id: None, public_key: None, rp_id: rp_id.into(), origin: None, nickname: None, counter: 0 }
    }

    /// Gives it this id.
    #[must_use]
    pub fn id(mut self, id: impl AsRef<[u8]>) -> Self {
        self.id = Some(encoding::url(id));
        self
    }

    /// Gives it this public key, a COSE key in CBOR, whose private half is elsewhere.
    #[must_use]
    pub fn public_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.public_key = Some(encoding::url(key));
        self
    }

    /// Gives it a name.
    #[must_use]
    pub fn nickname(mut self, nickname: impl Into<String>) -> Self {
        self.nickname = Some(nickname.into());
        self
    }

    /// Says that it has signed this often.
    #[must_use]
    pub fn counter(mut self, counter: u32) -> Self {
        self.counter = counter;
        self
    }
}

/// Users whose keys are made, ready to be put in.
#[derive(Debug)]
pub(crate) struct Prepared {
    users: Vec<(String, Vec<String>, Vec<Credential>)>,
    pub(crate) passkeys: Vec<SeededPasskey>,
}

/// Makes what takes time, before anything is locked.
pub(crate) fn prepare(users: Vec<SeedUser>, now: Moment) -> Result<Prepared, ControlError> {
    let mut prepared = Prepared { users: Vec::with_capacity(users.len()), passkeys: Vec::new() };
    for user in users {
        let wrong = |reason| ControlError::Seed { user_id: user.user_id.clone(), reason };
        if user.user_id.trim().is_empty() {
            return Err(wrong("the id is empty"));
        }
        let mut credentials = Vec::with_capacity(user.passkeys.len());
        for passkey in user.passkeys {
            let (credential, key) = passkey.make(&user.user_id, now).map_err(wrong)?;
            prepared.passkeys.push(SeededPasskey::new(&credential, key));
            credentials.push(credential);
        }
        prepared.users.push((user.user_id, user.aliases, credentials));
    }
    Ok(prepared)
}

impl SeedPasskey {
    fn make(self, user_id: &str, now: Moment) -> Result<(Credential, Option<KeyMade>), &'static str> {
        let read = |text: String| encoding::from_url(&text).filter(|bytes| !bytes.is_empty());
        let id = match self.id {
            Some(id) => read(id).ok_or("a passkey's id is not base64url")?,
            None => random::bytes::<32>().to_vec(),
        };
        let (public_key, key) = match self.public_key {
            Some(key) => (read(key).ok_or("a passkey's public key is not base64url")?, None),
            None => new_key().map(|(public, key)| (public, Some(key))).ok_or("no key could be made")?,
        };
        let credential = Credential {
            id,
            public_key,
            user_id: user_id.to_owned(),
            counter: self.counter,
            format: "none".into(),
            aaguid: [0; 16],
            created_at: now,
            last_used_at: now,
            origin: self.origin.unwrap_or_else(|| format!("https://{}", self.rp_id)),
            rp_id: self.rp_id,
            country: String::new(),
            device: "Other, Other ".into(),
            nickname: self.nickname,
            backup_state: false,
            backup_eligible: false,
            discoverable: Some(true),
        };
        Ok((credential, key))
    }
}

/// A key for ES256: its public half in COSE, and both halves in the forms that programs take.
fn new_key() -> Option<(Vec<u8>, KeyMade)> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).ok()?;
    // An uncompressed point: 4, x, y.
    let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(32)?;
    // CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], x, &[0x22, 0x58, 32], y].concat();
    let private = pair.to_pkcs8v1().ok()?.as_ref().to_vec();
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().ok()?;
    Some((cose, KeyMade { private, public: public.as_ref().to_vec() }))
}

impl Prepared {
    /// Puts the users in: all, or none where one does not fit.
    pub(crate) fn put(
        self,
        application: &mut Application,
        changes: &mut Changes,
    ) -> Result<(), ControlError> {
        for (user_id, aliases, credentials) in &self.users {
            let wrong = |reason| Err(ControlError::Seed { user_id: user_id.clone(), reason });
            if credentials.iter().any(|credential| application.credential(&credential.id).is_some()) {
                return wrong("a passkey with this id is there already");
            }
            if application.conflicts(user_id, aliases) {
                return wrong("an alias belongs to another user");
            }
        }
        for (user_id, aliases, credentials) in self.users {
            for credential in credentials {
                application.add_credential(credential, changes);
            }
            if !aliases.is_empty() {
                let app = application.name();
                let aliases = aliases.iter().map(|alias| Alias::new(app, &user_id, alias, false)).collect();
                application.replace_aliases(&user_id, aliases, changes);
            }
        }
        Ok(())
    }
}
