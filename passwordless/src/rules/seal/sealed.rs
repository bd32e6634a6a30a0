//! The two sealed forms: the private cookie of the `cookie` crate, and a bearer of our own.

use aws_lc_rs::{
    aead::{Aad, LessSafeKey, Nonce},
    error::Unspecified,
    rand,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use base64_simd::{AsOut as _, Base64};
use memchr::memchr;

use super::{super::session::MAX_TEXT, SessionKey, percent};

const NONCE: usize = 12;
const TAG: usize = 16;
/// As long as the longest session. The limit bounds what a forged value can cost.
const MAX_SEALED: usize = NONCE + MAX_TEXT + TAG;
const MAX_WRITTEN: usize = MAX_SEALED.div_ceil(3) * 4;
/// Room for whatever is written with so many characters.
const ROOM: usize = MAX_WRITTEN / 4 * 3;

/// What binds a bearer to its use. The blanks keep it from ever being the name of a cookie.
const BEARER: &str = "passwordless bearer session";

impl SessionKey {
    /// How a sealed bearer begins, so that it is told from the service's tokens.
    pub(in crate::rules) const BEARER_PREFIX: &'static str = "sealed_";

    /// How many bytes a sealed text has more.
    pub(super) const SEALING: usize = NONCE + TAG;

    /// Seals a text as the value of the cookie `name`, as `cookie::PrivateJar` does.
    pub(in crate::rules) fn seal_cookie(&self, name: &str, text: &str) -> Result<String, Unspecified> {
        check_length(text)?;
        Ok(STANDARD.encode(self.seal(name, text)?))
    }

    /// Opens the value of the cookie `name`, and reads the text in it.
    pub(in crate::rules) fn open_cookie<T>(
        &self,
        name: &str,
        value: &[u8],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let mut unescaped;
        let value = if memchr(b'%', value).is_some() {
            // Rocket writes cookies percent-encoded.
            unescaped = [0; MAX_WRITTEN];
            percent::decode(value, &mut unescaped)?
        } else {
            value
        };
        let mut sealed = [0; ROOM];
        let sealed = decode(&base64_simd::STANDARD, value, &mut sealed)?;
        self.open(name, sealed, &mut [0; MAX_SEALED], read)
    }

    /// Seals a text as a bearer, which no cookie can replace and which can replace no cookie.
    pub(in crate::rules) fn seal_bearer(&self, text: &str) -> Result<String, Unspecified> {
        check_length(text)?;
        let mut bearer = Self::BEARER_PREFIX.to_owned();
        URL_SAFE_NO_PAD.encode_string(self.seal(BEARER, text)?, &mut bearer);
        Ok(bearer)
    }

    /// Opens a bearer, and reads the text in it.
    pub(in crate::rules) fn open_bearer<T>(
        &self,
        bearer: &[u8],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = bearer.strip_prefix(Self::BEARER_PREFIX.as_bytes())?;
        let mut sealed = [0; ROOM];
        let sealed = decode(&base64_simd::URL_SAFE_NO_PAD, value, &mut sealed)?;
        self.open(BEARER, sealed, &mut [0; MAX_SEALED], read)
    }

    pub(super) fn seal(&self, bound_to: &str, text: &str) -> Result<Vec<u8>, Unspecified> {
        let key = self.keys.first().ok_or(Unspecified)?;
        let mut nonce = [0; NONCE];
        rand::fill(&mut nonce)?;
        let mut sealed = Vec::with_capacity(NONCE + text.len() + TAG);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(text.as_bytes());
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag =
            key.seal_in_place_separate_tag(nonce, Aad::from(bound_to.as_bytes()), &mut sealed[NONCE..])?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what was sealed, with room for the text.
    pub(super) fn open<T>(
        &self,
        bound_to: &str,
        sealed: &[u8],
        plain: &mut [u8],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let length = sealed.len().checked_sub(Self::SEALING)?;
        let plain = plain.get_mut(..length)?;
        let opens = |key: &LessSafeKey, plain: &mut [u8]| {
            let (nonce, rest) = sealed.split_at(NONCE);
            let (text, tag) = rest.split_at(length);
            let nonce = Nonce::try_assume_unique_for_key(nonce)?;
            key.open_separate_gather(nonce, Aad::from(bound_to.as_bytes()), text, tag, plain)
        };
        self.keys.iter().any(|key| opens(key, plain).is_ok()).then_some(())?;
        read(std::str::from_utf8(plain).ok()?)
    }
}

fn check_length(text: &str) -> Result<(), Unspecified> {
    if text.len() > MAX_TEXT { Err(Unspecified) } else { Ok(()) }
}

/// What is written, or nothing where it is spelled otherwise than we spell it.
fn decode<'a>(base64: &Base64, written: &[u8], sealed: &'a mut [u8; ROOM]) -> Option<&'a [u8]> {
    // The decoder panics where there is too little room.
    if written.len() > MAX_WRITTEN {
        return None;
    }
    base64.decode(written, sealed.as_mut_slice().as_out()).ok().map(|sealed| &*sealed)
}

#[cfg(test)]
mod tests;
