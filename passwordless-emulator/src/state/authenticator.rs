//! Which models of authenticators an application takes.

use serde::{Deserialize, Serialize};

use crate::{clock::Moment, encoding};

/// A model on the list of those that are allowed, or of those that are not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AuthenticatorRule {
    #[serde(with = "encoding::serde")]
    pub(crate) aaguid: [u8; 16],
    pub(crate) is_allowed: bool,
    pub(crate) created_at: Moment,
}
