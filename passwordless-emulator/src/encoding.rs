//! The two base64 alphabets of the service.

use base64::{
    Engine as _,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};

/// What the service reads: base64url, padded or not, and whatever the unused last bits are.
const URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true)
        .with_encode_padding(false),
);

/// Base64url without padding.
pub(crate) fn url(bytes: impl AsRef<[u8]>) -> String {
    URL.encode(bytes)
}

/// Reads base64url, with or without padding.
pub(crate) fn from_url(text: &str) -> Option<Vec<u8>> {
    URL.decode(text).ok()
}

/// Base64 with padding.
pub(crate) fn standard(bytes: impl AsRef<[u8]>) -> String {
    general_purpose::STANDARD.encode(bytes)
}

/// Reads base64 with padding.
#[cfg(feature = "testing")]
pub(crate) fn from_standard(text: &str) -> Option<Vec<u8>> {
    general_purpose::STANDARD.decode(text).ok()
}

/// Bytes as base64url in JSON.
pub(crate) mod serde {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(
        bytes: &impl AsRef<[u8]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::url(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: TryFrom<Vec<u8>>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = super::from_url(&text).and_then(|bytes| T::try_from(bytes).ok());
        bytes.ok_or_else(|| D::Error::custom("bytes in base64url are expected"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_with_and_without_padding_but_not_the_other_alphabet() {
        assert_eq!(from_url("-_8").unwrap(), from_url("-_8=").unwrap());
        assert_eq!(from_url("+/8="), None);
        assert_eq!(from_url("!!!"), None);
        assert_eq!(from_url("A"), None);
        assert_eq!(url([0xfb, 0xff]), "-_8");
        assert_eq!(standard([0xfb, 0xff]), "+/8=");
    }
}
