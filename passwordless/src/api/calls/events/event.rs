use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::{kind::EventKind, severity::Severity};
use crate::api::wire::{date_time, non_empty, nulls};

/// Something that happened to the application or its users.
///
/// [API page](https://docs.passwordless.dev/guide/api.html)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    #[serde(with = "date_time")]
    performed_at: SystemTime,
    #[serde(rename = "eventType", default, deserialize_with = "nulls::default")]
    kind: EventKind,
    #[serde(default, deserialize_with = "nulls::default")]
    severity: Severity,
    #[serde(default, deserialize_with = "nulls::default")]
    message: String,
    #[serde(default, deserialize_with = "non_empty")]
    performed_by: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    subject: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    api_key_id: Option<String>,
}

impl Event {
    /// When it happened.
    pub fn performed_at(&self) -> SystemTime {
        self.performed_at
    }

    /// What happened.
    pub fn kind(&self) -> &EventKind {
        &self.kind
    }

    /// How serious it is.
    pub fn severity(&self) -> &Severity {
        &self.severity
    }

    /// What happened, for people to read. Its words may hold what users chose, such as their ids.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Who did it: a user's id, whom a call named, `System`, or `Unknown User`.
    pub fn performed_by(&self) -> Option<&str> {
        self.performed_by.as_deref()
    }

    /// What it happened to, mostly the application.
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The last four characters of the key that was used, where there was one.
    pub fn api_key_id(&self) -> Option<&str> {
        self.api_key_id.as_deref()
    }
}
