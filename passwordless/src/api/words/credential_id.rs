use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::api::{error::Error, wire::base64};

/// WebAuthn allows no longer ones.
const MAX_LEN: usize = 1023;

/// The id of a passkey.
///
/// The service writes it in two base64 alphabets, so it is kept as bytes: reads both, padded or not, and writes
/// base64url without padding.
///
/// ```
/// use passwordless::CredentialId;
///
/// let from_verify: CredentialId = "5tQx+8nZ/0aKp1Yb3cDfGQ==".parse()?;
/// let from_list: CredentialId = "5tQx-8nZ_0aKp1Yb3cDfGQ".parse()?;
/// assert_eq!(from_verify, from_list);
/// assert_eq!(from_verify.to_string(), "5tQx-8nZ_0aKp1Yb3cDfGQ");
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CredentialId(Box<[u8]>);

impl CredentialId {
    /// An id of these bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when there are none, or more than 1023.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let bytes: Vec<u8> = bytes.into();
        match bytes.len() {
            1..=MAX_LEN => Ok(Self(bytes.into())),
            _ => Err(Error::input("a passkey's id has from 1 to 1023 bytes")),
        }
    }

    /// The id as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for CredentialId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let bytes = base64::decode(text);
        Self::from_bytes(
            bytes.ok_or_else(|| Error::input("a passkey's id is written in base64; this is not"))?,
        )
    }
}

impl TryFrom<String> for CredentialId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<CredentialId> for String {
    fn from(id: CredentialId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64::encode(&self.0))
    }
}

impl fmt::Debug for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_ids_are_refused() {
        assert!("".parse::<CredentialId>().is_err());
        assert!("!!!".parse::<CredentialId>().is_err());
        assert!(CredentialId::from_bytes([0; 1023]).is_ok());
        assert!(CredentialId::from_bytes([0; 1024]).is_err());
    }
}
