use std::{env, fmt, sync::Arc};

use aws_lc_rs::{
    aead::{AES_256_GCM, LessSafeKey, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Prk},
    rand,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::Error;

/// The key that seals sessions: whoever holds it can sign in as anybody.
///
/// It is read as Rocket reads its `secret_key` and as the `cookie` crate takes its `Key`, so that applications in
/// different frameworks share sign-ins when they share the key: 64 bytes are taken as they are, 32 are expanded by
/// [HKDF](https://www.rfc-editor.org/rfc/rfc5869). `Debug` shows none of it.
///
/// Each sealed value has a random nonce of 96 bits: renew a key before it has sealed 2³² of them.
///
/// ```
/// use passwordless::SessionKey;
///
/// // `openssl rand -base64 32` makes one.
/// let key = SessionKey::from_text("k6dGmzPkXTqD5k4XbJYcW3cmC2pXfqVZQ5oPbGm8b7E=")?;
/// assert_eq!(format!("{key:?}"), "SessionKey(..)");
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Clone)]
pub struct SessionKey {
    /// The first seals; all of them open. Prepared once, because preparing costs more than opening.
    pub(super) keys: Vec<Arc<LessSafeKey>>,
}

/// What the `cookie` crate expands a key into: 32 bytes to sign, which we do not need, and 32 to encrypt.
const EXPANDED: &[u8] = b"COOKIE;SIGNED:HMAC-SHA256;PRIVATE:AEAD-AES-256-GCM";

impl SessionKey {
    const TAKEN: usize = 64;
    const SHORTEST: usize = 32;

    /// A key of these random bytes: from 32 to 63 are expanded; of 64 and more the first 64 are taken.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when there are fewer than 32 bytes, or when all are the same.
    pub fn new(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() < Self::SHORTEST {
            let length = bytes.len();
            return Err(refuse(&format!("it has {length} bytes, and must have 32 or 64")));
        }
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            return Err(refuse("all its bytes are the same, so anybody can guess it"));
        }
        let mut both = [0; Self::TAKEN];
        match bytes.get(..Self::TAKEN) {
            Some(bytes) => both.copy_from_slice(bytes),
            None => expand(bytes, &mut both)?,
        }
        let key = UnboundKey::new(&AES_256_GCM, &both[Self::SHORTEST..])
            .map_err(|_| refuse("it cannot be used"))?;
        Ok(Self { keys: vec![Arc::new(LessSafeKey::new(key))] })
    }

    /// A key written as Rocket's `secret_key`: base64 of 32 or 64 bytes with padding, or hex. Blanks around it are
    /// dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), with a sentence that says how to make one.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let bytes = match text.len() {
            44 | 88 => STANDARD.decode(text).ok(),
            64 | 128 => hex(text),
            _ => None,
        };
        Self::new(&bytes.ok_or_else(|| refuse("it is neither base64 nor hex of 32 or 64 bytes"))?)
    }

    /// Reads a key from this environment variable, written as for [`from_text`](SessionKey::from_text).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the variable is not set, or holds something else.
    pub fn from_env(variable: &str) -> Result<Self, Error> {
        match env::var(variable) {
            Ok(text) if !text.trim().is_empty() => {
                Self::from_text(&text).map_err(|error| Error::config(format!("{variable}: {error}")))
            }
            _ => Err(Error::config(format!(
                "{variable} is not set; it holds the key that seals sessions, which `openssl rand -base64 32` makes"
            ))),
        }
    }

    /// A random key. What it sealed is lost with the process, so everybody signs in again after a restart.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the system has no random bytes to give.
    pub fn generate() -> Result<Self, Error> {
        let mut bytes = [0; Self::TAKEN];
        rand::fill(&mut bytes).map_err(|_| refuse("the system has no random bytes to give"))?;
        Self::new(&bytes)
    }

    /// Also opens what an earlier key sealed, so that a key is changed without signing everybody out.
    ///
    /// Leave the earlier key out again when its last session has ended: until then who knows it can sign in.
    #[must_use]
    pub fn previous(mut self, earlier: Self) -> Self {
        self.keys.extend(earlier.keys);
        self
    }
}

struct Both;

impl KeyType for Both {
    fn len(&self) -> usize {
        SessionKey::TAKEN
    }
}

/// The expanding half of HKDF only, as `cookie::Key::derive_from` does. Takes fewer than 64 bytes.
fn expand(bytes: &[u8], both: &mut [u8]) -> Result<(), Error> {
    let expanded = Prk::new_less_safe(HKDF_SHA256, bytes);
    let filled = expanded.expand(&[EXPANDED], Both).and_then(|expanded| expanded.fill(both));
    filled.map_err(|_| refuse("it cannot be expanded"))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect()
}

fn refuse(why: &str) -> Error {
    Error::config(format!("the session key was refused: {why}; `openssl rand -base64 32` makes one"))
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(..)")
    }
}

#[cfg(test)]
mod tests;
