//! The event log of an application.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// What happened to an application or its users.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) performed_at: Moment,
    pub(crate) message: String,
    pub(crate) performed_by: String,
    /// The service's name for it.
    pub(crate) kind: String,
    pub(crate) severity: String,
    /// The user that it happened to; nothing where it happened to the application.
    #[serde(default)]
    pub(crate) subject: Option<String>,
    /// The last four characters of the key that was used, or nothing.
    pub(crate) key_id: String,
}
