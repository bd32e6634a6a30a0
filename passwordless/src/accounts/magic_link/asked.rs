//! What a browser keeps that asked for a magic link.

use std::time::{Duration, SystemTime};

use crate::rules::seconds;

/// That this browser asked for a link, or for several.
pub(super) struct Asked {
    /// What stands in the links as well.
    pub(super) nonce: String,
}

impl Asked {
    pub(super) fn write(&self, now: SystemTime) -> String {
        format!("{}.{}", self.nonce, seconds(now))
    }

    /// Reads what was kept, unless the last link that was asked for is over.
    pub(super) fn read(text: &str, life: Duration, now: SystemTime) -> Option<Self> {
        let (nonce, at) = text.split_once('.')?;
        let until = at.parse::<u64>().ok()?.checked_add(life.as_secs())?;
        (until > seconds(now)).then(|| Self { nonce: nonce.to_owned() })
    }
}
