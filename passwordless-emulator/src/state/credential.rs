//! A stored passkey.

use serde::{Deserialize, Serialize};

use crate::{clock::Moment, encoding};

/// What the service keeps of a passkey.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Credential {
    #[serde(with = "encoding::serde")]
    pub(crate) id: Vec<u8>,
    /// The COSE key, byte for byte as the authenticator wrote it.
    #[serde(with = "encoding::serde")]
    pub(crate) public_key: Vec<u8>,
    pub(crate) user_id: String,
    pub(crate) counter: u32,
    pub(crate) format: String,
    #[serde(with = "encoding::serde")]
    pub(crate) aaguid: [u8; 16],
    pub(crate) created_at: Moment,
    pub(crate) last_used_at: Moment,
    pub(crate) rp_id: String,
    pub(crate) origin: String,
    pub(crate) country: String,
    pub(crate) device: String,
    pub(crate) nickname: Option<String>,
    pub(crate) backup_state: bool,
    pub(crate) backup_eligible: bool,
    pub(crate) discoverable: Option<bool>,
}

/// What a sign-in changes of a passkey.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Use {
    pub(crate) counter: u32,
    pub(crate) at: Moment,
    pub(crate) country: String,
    pub(crate) device: String,
}

impl Credential {
    pub(crate) fn record(&mut self, r#use: Use) {
        let Use { counter, at, country, device } = r#use;
        self.counter = counter;
        self.last_used_at = at;
        self.country = country;
        self.device = device;
    }
}
