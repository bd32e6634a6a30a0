//! Sign-in configurations: what a sign-in is for, and how strict it is.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// The default purpose of a sign-in.
pub(crate) const SIGN_IN: &str = "sign-in";
const STEP_UP: &str = "step-up";
/// In the order in which the service lists those that have no row.
pub(crate) const PRESETS: [&str; 2] = [STEP_UP, SIGN_IN];

/// Units of 100 ns.
pub(crate) const SECOND: i64 = 10_000_000;

/// A sign-in configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Configuration {
    pub(crate) purpose: String,
    pub(crate) user_verification: String,
    /// How long its tokens live, in units of 100 ns; it may be negative.
    pub(crate) time_to_live: i64,
    pub(crate) hints: Vec<String>,
    pub(crate) created_by: String,
    pub(crate) created_on: Option<Moment>,
    pub(crate) edited_by: Option<String>,
    pub(crate) edited_on: Option<Moment>,
    pub(crate) last_used_on: Option<Moment>,
}

impl Configuration {
    /// The built-in configuration of a preset.
    pub(crate) fn preset(purpose: &str) -> Self {
        Self {
            purpose: purpose.to_owned(),
            user_verification: "preferred".into(),
            time_to_live: 120 * SECOND,
            hints: Vec::new(),
            created_by: "System".into(),
            created_on: None,
            edited_by: None,
            edited_on: None,
            last_used_on: None,
        }
    }

    pub(crate) fn is_preset(purpose: &str) -> bool {
        PRESETS.contains(&purpose)
    }
}
