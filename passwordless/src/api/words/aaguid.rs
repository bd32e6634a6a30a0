use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::providers_table::PROVIDERS;
use crate::api::error::Error;

/// Where the dashes are in a text of 36 characters.
const DASHES: [usize; 4] = [8, 13, 18, 23];

/// The model of an authenticator. The default is all zeros, which stands for one that does not say.
///
/// Written with dashes and in lower case, as [`Credential::aaguid`](crate::api::Credential::aaguid) is:
///
/// ```
/// use passwordless::api::Aaguid;
///
/// let model: Aaguid = "FCB1BCB4-F370-078C-6993-BC24D0AE3FBE".parse()?;
/// assert_eq!(model.to_string(), "fcb1bcb4-f370-078c-6993-bc24d0ae3fbe");
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Aaguid([u8; 16]);

impl Aaguid {
    /// A model of these bytes, in the order in which authenticator data has them.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The model as bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The name of the password manager or system that keeps passkeys of this model, such as `Bitwarden` or `Apple
    /// Passwords`, if it is one that the community's list knows. For people who look at their passkeys; it proves nothing.
    pub fn provider(&self) -> Option<&'static str> {
        let model = u128::from_be_bytes(self.0);
        let at = PROVIDERS.binary_search_by_key(&model, |(model, _)| *model).ok()?;
        PROVIDERS.get(at).map(|(_, name)| *name)
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if text.len() != 36 || DASHES.iter().any(|at| text.get(*at) != Some(&b'-')) {
            return None;
        }
        let mut digits =
            text.iter().enumerate().filter(|(at, _)| !DASHES.contains(at)).map(|(_, byte)| *byte);
        let mut digit = || char::from(digits.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let mut bytes = [0; 16];
        for byte in &mut bytes {
            *byte = digit()? << 4 | digit()?;
        }
        Some(Self(bytes))
    }
}

impl FromStr for Aaguid {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(text).ok_or_else(|| {
            Error::input("an AAGUID is 32 hexadecimal digits with dashes, in groups of 8, 4, 4, 4 and 12")
        })
    }
}

impl TryFrom<String> for Aaguid {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Aaguid> for String {
    fn from(aaguid: Aaguid) -> Self {
        aaguid.to_string()
    }
}

impl fmt::Display for Aaguid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Aaguid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aaguid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_model_has_a_providers_name_and_others_have_none() {
        let provider = |text: &str| text.parse::<Aaguid>().unwrap().provider();
        assert_eq!(provider("d548826e-79b4-db40-a3d8-11116f7e8349"), Some("Bitwarden"));
        assert_eq!(provider("fbfc3007-154e-4ecc-8c0b-6e020557d7bd"), Some("Apple Passwords"));
        assert_eq!(provider("00000000-0000-0000-0000-000000000000"), None);
        assert!(PROVIDERS.is_sorted_by(|(one, _), (next, _)| one < next), "or a search misses some");
    }

    #[test]
    fn only_the_dashed_form_is_read() {
        let text = "973446ca-e21c-9a9b-99f5-9b985a67af0f";
        let aaguid: Aaguid = text.parse().unwrap();
        assert_eq!((aaguid.as_bytes()[0], aaguid.as_bytes()[15]), (0x97, 0x0f));
        assert_eq!(aaguid.to_string(), text);
        assert_eq!(text.to_uppercase().parse::<Aaguid>().unwrap(), aaguid);
        assert_eq!(Aaguid::from_bytes(*aaguid.as_bytes()), aaguid);
        for odd in [
            "",
            "973446cae21c9a9b99f59b985a67af0f",
            "{973446ca-e21c-9a9b-99f5-9b985a67af0f}",
            "973446ca-e21c-9a9b-99f5-9b985a67af0",
            "973446ca-e21c-9a9b-99f5-9b985a67af0f ",
            "973446ca-e21c-9a9b-99f59-b985a67af0f",
            "973446ca-e21c-9a9b-99f5-9b985a67af0g",
            "+73446ca-e21c-9a9b-99f5-9b985a67af0f",
            "973446ca-e21c-9a9b-99f5-9b985a67aß0",
        ] {
            assert!(odd.parse::<Aaguid>().is_err(), "{odd}");
        }
    }
}
