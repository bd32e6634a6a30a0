//! A magic link in the outbox.

use std::fmt;

use serde::Serialize;

use crate::state::Mail;

/// A magic link that was sent.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MagicLink {
    sent_at: String,
    user_id: String,
    address: String,
    link: String,
}

impl MagicLink {
    /// Whom it signs in.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Where it was sent.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The link, with its token.
    #[must_use]
    pub fn link(&self) -> &str {
        &self.link
    }

    /// When it was sent, by the emulator's clock: RFC 3339.
    #[must_use]
    pub fn sent_at(&self) -> &str {
        &self.sent_at
    }
}

impl From<&Mail> for MagicLink {
    fn from(mail: &Mail) -> Self {
        Self {
            sent_at: mail.sent_at.zulu(),
            user_id: mail.user_id.clone(),
            address: mail.address.clone(),
            link: mail.link.clone(),
        }
    }
}

/// Never shows the link: following it signs in.
impl fmt::Debug for MagicLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MagicLink").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}
