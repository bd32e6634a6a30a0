//! `verify_`: what a backend learns of a finished ceremony.

use serde::{Deserialize, Serialize};

use super::Payload;
use crate::clock::Moment;

/// A user that the service vouches for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Verified {
    pub(crate) user_id: String,
    pub(crate) timestamp: Moment,
    pub(crate) rp_id: Option<String>,
    pub(crate) origin: Option<String>,
    pub(crate) device: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) nickname: Option<String>,
    /// In standard base64.
    pub(crate) credential_id: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) expires_at: Moment,
    pub(crate) token_id: String,
    /// The service's member `type`.
    pub(crate) kind: String,
}

impl Payload for Verified {
    const PREFIX: &'static str = "verify_";
    const KIND: u8 = 3;
}
