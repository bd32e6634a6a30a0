//! `session_`: a ceremony between its begin and its complete.

use serde::{Deserialize, Serialize};

use super::Payload;

/// One of the two ceremonies. A session has no expiry of its own; it ends with the key that sealed it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Session {
    Register(RegisterSession),
    Signin(SigninSession),
}

impl Payload for Session {
    const PREFIX: &'static str = "session_";
    const KIND: u8 = 2;
}

/// A registration under way.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RegisterSession {
    /// In base64url.
    pub(crate) challenge: String,
    pub(crate) rp_id: Option<String>,
    pub(crate) user_id: String,
    pub(crate) user_verification: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) alias_hashing: bool,
    /// What was asked for.
    pub(crate) attestation: String,
    /// The algorithms that were offered.
    pub(crate) algorithms: Vec<i64>,
}

/// A sign-in under way.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SigninSession {
    /// In base64url.
    pub(crate) challenge: String,
    pub(crate) rp_id: Option<String>,
    /// In base64url; any credential of the application where there are none.
    pub(crate) allowed: Vec<String>,
    pub(crate) user_verification: String,
    pub(crate) purpose: String,
}
