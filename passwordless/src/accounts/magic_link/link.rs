//! What we add to a link: who asked for it, and from which browser.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{Gate, Mark, Rejection};

/// The blank keeps it from ever being the name of a cookie.
const SEALED_FOR: &str = "passwordless magic link";

/// The part of a link that is ours; the token is the service's.
pub(super) struct Link {
    /// What the browser that asked keeps in a cookie.
    pub(super) nonce: String,
    pub(super) user: Mark,
    /// Where it was sent to.
    pub(super) address: String,
}

#[cfg(any(test, feature = "fuzzing"))]
impl crate::accounts::Accounts {
    /// Whether this application sealed this part of a link.
    pub(crate) fn is_link_of_ours(&self, sealed: &str) -> bool {
        Link::open(self.gate(), sealed).is_some()
    }
}

impl Link {
    pub(super) fn seal(&self, gate: &Gate) -> Result<String, Rejection> {
        let user = URL_SAFE_NO_PAD.encode(self.user.as_bytes());
        gate.seal_for(SEALED_FOR, &format!("{}.{user}.{}", self.nonce, self.address))
    }

    pub(super) fn open(gate: &Gate, sealed: &str) -> Option<Self> {
        gate.open_for(SEALED_FOR, sealed.as_bytes(), Self::read)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let nonce = parts.next()?.to_owned();
        let user = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        let address = parts.next()?.to_owned();
        Some(Self { nonce, user: Mark::from_bytes(user.try_into().ok()?), address })
    }
}
