//! A software authenticator.

use std::fmt;

use ciborium::Value as Cbor;
use serde_json::{Value, json};
use url::Url;

use super::{
    Algorithm, Attestation, Misstep, PasskeyError,
    ceremony::Options,
    signer::Signer,
    writer::{self, ATTESTED, BACKUP_ELIGIBLE, BACKUP_STATE, USER_PRESENT, USER_VERIFIED},
};
use crate::{control::SeededPasskey, encoding, random};

/// A software authenticator: it makes passkeys and signs with them, as `navigator.credentials` does, in memory.
///
/// The setters decide how the *next* passkey is made, or the next signature. It takes the options and gives the
/// JSON of WebAuthn's `toJSON`, so it works against any server.
///
/// ```
/// use passwordless_emulator::testing::Passkey;
/// use serde_json::json;
///
/// let mut passkey = Passkey::new();
/// let made = passkey.create(
///     &json!({
///         "rp": { "id": "localhost", "name": "localhost" },
///         "user": { "id": "dS0xMDAx", "name": "fry", "displayName": "Fry" },
///         "challenge": "ABEiM0RVZneImaq7zN3u_w",
///         "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
///     }),
///     "http://localhost:4000",
/// )?;
/// assert_eq!(made["type"], "public-key");
/// # Ok::<(), passwordless_emulator::testing::PasskeyError>(())
/// ```
pub struct Passkey {
    credentials: Vec<Held>,
    algorithm: Option<Algorithm>,
    attestation: Attestation,
    aaguid: [u8; 16],
    counter: Option<u32>,
    verifies_users: bool,
    backed_up: bool,
    any_relying_party: bool,
    /// What the next answer does wrong.
    misstep: Option<Misstep>,
}

/// A passkey within.
struct Held {
    id: Vec<u8>,
    rp_id: String,
    user_handle: Vec<u8>,
    discoverable: bool,
    signer: Signer,
}

impl Default for Passkey {
    fn default() -> Self {
        Self {
            credentials: Vec::new(),
            algorithm: None,
            attestation: Attestation::None,
            aaguid: [0; 16],
            counter: None,
            verifies_users: true,
            backed_up: false,
            any_relying_party: false,
            misstep: None,
        }
    }
}

impl Passkey {
    /// An authenticator without passkeys. It takes the first algorithm that the server offers, makes no
    /// attestation, verifies its user and does not count.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the next passkey with this algorithm, if the server offers it.
    pub fn algorithm(&mut self, algorithm: Algorithm) -> &mut Self {
        self.algorithm = Some(algorithm);
        self
    }

    /// Makes the next passkey with this attestation.
    pub fn attestation(&mut self, attestation: Attestation) -> &mut Self {
        self.attestation = attestation;
        self
    }

    /// Says that the next passkey is of this authenticator model.
    pub fn aaguid(&mut self, aaguid: [u8; 16]) -> &mut Self {
        self.aaguid = aaguid;
        self
    }

    /// Counts: the next signature says `next`, the one after it one more. Without this it says 0 each time.
    pub fn counter(&mut self, next: u32) -> &mut Self {
        self.counter = Some(next);
        self
    }

    /// Whether the user is verified (a PIN, a finger) or only present.
    pub fn verifies_users(&mut self, verifies: bool) -> &mut Self {
        self.verifies_users = verifies;
        self
    }

    /// Whether passkeys say that they can be and are backed up, as synchronised ones do.
    pub fn backed_up(&mut self, backed_up: bool) -> &mut Self {
        self.backed_up = backed_up;
        self
    }

    /// Signs for relying parties that do not belong to the page's origin, as no browser does.
    pub fn any_relying_party(&mut self, any: bool) -> &mut Self {
        self.any_relying_party = any;
        self
    }

    /// Does this wrong in the next answer, and in that one only.
    pub fn misstep(&mut self, misstep: Misstep) -> &mut Self {
        self.misstep = Some(misstep);
        self
    }

    /// Holds a seeded passkey as if it had been made here.
    ///
    /// # Errors
    ///
    /// [`PasskeyError::Key`] where its private key is elsewhere.
    pub fn hold(&mut self, seeded: &SeededPasskey) -> Result<&mut Self, PasskeyError> {
        let signer = Signer::from_pkcs8(seeded.private_key().ok_or(PasskeyError::Key)?)?;
        self.credentials.push(Held {
            id: seeded.id().to_vec(),
            rp_id: seeded.rp_id().to_owned(),
            user_handle: seeded.user_id().as_bytes().to_vec(),
            discoverable: true,
            signer,
        });
        Ok(self)
    }

    /// How many passkeys it holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.credentials.len()
    }

    /// Makes a passkey for a page of this origin: `navigator.credentials.create`.
    ///
    /// # Errors
    ///
    /// [`PasskeyError`] where a browser would refuse too.
    pub fn create(&mut self, options: &Value, origin: &str) -> Result<Value, PasskeyError> {
        let options = Options(options);
        let rp_id = options.relying_party(origin)?;
        self.check_relying_party(&rp_id, origin)?;
        let challenge = options.text("challenge")?;
        let user_handle = options.user_handle()?;
        let excluded = options.descriptors("excludeCredentials")?;
        if self.credentials.iter().any(|held| held.rp_id == rp_id && excluded.contains(&held.id)) {
            return Err(PasskeyError::Excluded);
        }
        let offered = options.algorithms()?;
        let algorithm = match self.algorithm {
            Some(chosen) => offered.contains(&chosen).then_some(chosen),
            None => offered.first().copied(),
        };
        let signer = Signer::generate(algorithm.ok_or(PasskeyError::Algorithm)?)?;
        let id = random::bytes::<32>().to_vec();
        let misstep = self.misstep.take();
        let mut authenticator_data = self.authenticator_data(&rp_id, ATTESTED, misstep);
        authenticator_data.extend(writer::attested(&self.aaguid, &id, &signer.cose_key()?)?);
        let client_data = writer::client_data("webauthn.create", challenge, said_origin(origin, misstep));
        let (format, statement) = match self.attestation {
            Attestation::None => ("none", Vec::new()),
            Attestation::PackedSelf => {
                let signature = signer.sign(&to_sign(&authenticator_data, &client_data, misstep))?;
                let statement = vec![
                    (Cbor::from("alg"), Cbor::from(signer.algorithm.number())),
                    (Cbor::from("sig"), Cbor::Bytes(signature)),
                ];
                ("packed", statement)
            }
        };
        let object = Cbor::Map(vec![
            (Cbor::from("fmt"), Cbor::from(format)),
            (Cbor::from("attStmt"), Cbor::Map(statement)),
            (Cbor::from("authData"), Cbor::Bytes(authenticator_data)),
        ]);
        let discoverable = options.wants_discoverable();
        let made = json!({
            "id": encoding::url(&id),
            "rawId": encoding::url(&id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": { "credProps": { "rk": discoverable } },
            "response": {
                "attestationObject": encoding::url(writer::cbor(&object)?),
                "clientDataJSON": encoding::url(client_data),
                "transports": ["internal"],
            },
        });
        self.credentials.push(Held { id, rp_id, user_handle, discoverable, signer });
        Ok(made)
    }

    /// Signs in with the newest passkey that fits: `navigator.credentials.get`.
    ///
    /// # Errors
    ///
    /// [`PasskeyError`] where a browser would refuse too.
    pub fn get(&mut self, options: &Value, origin: &str) -> Result<Value, PasskeyError> {
        let options = Options(options);
        let rp_id = options.relying_party(origin)?;
        self.check_relying_party(&rp_id, origin)?;
        let challenge = options.text("challenge")?;
        let allowed = options.descriptors("allowCredentials")?;
        let fits = |held: &&Held| {
            held.rp_id == rp_id
                && if allowed.is_empty() { held.discoverable } else { allowed.contains(&held.id) }
        };
        let place = self.credentials.iter().rposition(|held| fits(&held)).ok_or(PasskeyError::NoPasskey)?;
        let misstep = self.misstep.take();
        let authenticator_data = self.authenticator_data(&rp_id, 0, misstep);
        let client_data = writer::client_data("webauthn.get", challenge, said_origin(origin, misstep));
        let held = &self.credentials[place];
        let signature = held.signer.sign(&to_sign(&authenticator_data, &client_data, misstep))?;
        Ok(json!({
            "id": encoding::url(&held.id),
            "rawId": encoding::url(&held.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": encoding::url(authenticator_data),
                "clientDataJSON": encoding::url(client_data),
                "signature": encoding::url(signature),
                "userHandle": encoding::url(&held.user_handle),
            },
        }))
    }

    fn authenticator_data(&mut self, rp_id: &str, flags: u8, misstep: Option<Misstep>) -> Vec<u8> {
        let mut counter = self.counter.unwrap_or(0);
        if misstep == Some(Misstep::CounterBack) {
            counter = counter.saturating_sub(1);
        } else {
            self.counter = self.counter.map(|counter| counter.wrapping_add(1));
        }
        let mut flags = flags | USER_PRESENT;
        if self.verifies_users && misstep != Some(Misstep::UserNotVerified) {
            flags |= USER_VERIFIED;
        }
        if self.backed_up {
            flags |= BACKUP_ELIGIBLE | BACKUP_STATE;
        }
        writer::authenticator_data(rp_id, flags, counter)
    }

    /// The relying party must be the origin's host or a domain above it.
    fn check_relying_party(&self, rp_id: &str, origin: &str) -> Result<(), PasskeyError> {
        let host =
            Url::parse(origin).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let above = host.strip_suffix(rp_id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if self.any_relying_party || above {
            return Ok(());
        }
        Err(PasskeyError::RelyingParty { rp_id: rp_id.to_owned(), origin: origin.to_owned() })
    }
}

/// The origin in the client data.
fn said_origin(origin: &str, misstep: Option<Misstep>) -> &str {
    if misstep == Some(Misstep::WrongOrigin) { "https://elsewhere.example" } else { origin }
}

/// What is signed.
fn to_sign(authenticator_data: &[u8], client_data: &[u8], misstep: Option<Misstep>) -> Vec<u8> {
    let client_data = if misstep == Some(Misstep::BadSignature) { b"something else" } else { client_data };
    writer::signed(authenticator_data, client_data)
}

/// Never shows a key.
impl fmt::Debug for Passkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passkey").field("count", &self.count()).finish_non_exhaustive()
    }
}
