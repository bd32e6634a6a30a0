//! `register_`: whom a page may register, and how.

use serde::{Deserialize, Serialize};

use super::Payload;
use crate::clock::Moment;

/// What a backend asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) expires_at: Moment,
    pub(crate) user_id: String,
    pub(crate) username: String,
    pub(crate) display_name: Option<String>,
    pub(crate) attestation: String,
    /// As it was sent; judged when the ceremony begins.
    pub(crate) authenticator_type: Option<String>,
    pub(crate) discoverable: bool,
    /// As it was sent; judged when the ceremony begins.
    pub(crate) user_verification: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) alias_hashing: bool,
    /// `None` where a null was sent; refused when the ceremony begins.
    pub(crate) hints: Option<Vec<String>>,
}

impl Payload for Registration {
    const PREFIX: &'static str = "register_";
    const KIND: u8 = 1;
}

#[cfg(test)]
impl Registration {
    pub(super) fn sample(expires_at: Moment) -> Self {
        Self {
            expires_at,
            user_id: "u-1001".into(),
            username: "fry@example.test".into(),
            display_name: None,
            attestation: "none".into(),
            authenticator_type: None,
            discoverable: true,
            user_verification: Some("preferred".into()),
            aliases: Vec::new(),
            alias_hashing: true,
            hints: Some(Vec::new()),
        }
    }
}
