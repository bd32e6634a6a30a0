//! What a browser keeps for us beside the session, and what stands in a link: longer, and opened rarely.

use aws_lc_rs::error::Unspecified;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::SessionKey;

/// Room for a sign-up form, a name and a user's id. Sealed, and with the cookie's name and attributes, that is less than
/// the 4096 bytes which browsers keep.
const LONGEST: usize = 2560;
/// The same as it is written. The limit bounds what a forged value can cost.
const LONGEST_WRITTEN: usize = (LONGEST + SessionKey::SEALING).div_ceil(3) * 4;

impl SessionKey {
    /// Seals a text as the value of the cookie `name`, in letters that stand in a link or a cookie as they are.
    pub(in crate::rules) fn seal_kept(&self, name: &str, text: &str) -> Result<String, Unspecified> {
        if text.len() > LONGEST {
            return Err(Unspecified);
        }
        Ok(URL_SAFE_NO_PAD.encode(self.seal(name, text)?))
    }

    /// Opens the value of the cookie `name`, and reads the text in it.
    pub(in crate::rules) fn open_kept<T>(
        &self,
        name: &str,
        value: &[u8],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if value.len() > LONGEST_WRITTEN {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(value).ok()?;
        self.open(name, &sealed, &mut vec![0; sealed.len()], read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "__Host-passwordless-newcomer";

    fn open(key: &SessionKey, name: &str, value: &str) -> Option<String> {
        key.open_kept(name, value.as_bytes(), |text| Some(text.to_owned()))
    }

    #[test]
    fn the_longest_text_is_kept_by_browsers_and_a_longer_one_is_refused() {
        let key = SessionKey::generate().unwrap();
        let longest = "x".repeat(LONGEST);
        let value = key.seal_kept(NAME, &longest).unwrap();
        assert_eq!(open(&key, NAME, &value), Some(longest.clone()));
        let attributes = "; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure";
        assert!(NAME.len() + 1 + value.len() + attributes.len() <= 4096, "{}", value.len());
        assert!(key.seal_kept(NAME, &format!("{longest}x")).is_err());
        assert_eq!(open(&key, NAME, &format!("{value}AAAA")), None);
    }

    #[test]
    fn another_key_another_name_and_a_changed_byte_do_not_open() {
        let key = SessionKey::generate().unwrap();
        let value = key.seal_kept(NAME, "sesame").unwrap();
        assert_eq!(open(&key, NAME, &value).as_deref(), Some("sesame"));
        assert_eq!(open(&SessionKey::generate().unwrap(), NAME, &value), None);
        assert_eq!(open(&key, "passwordless-newcomer", &value), None);
        for place in 0..value.len() {
            let mut changed = value.clone();
            let other = if &value[place..=place] == "A" { "B" } else { "A" };
            changed.replace_range(place..=place, other);
            assert_eq!(open(&key, NAME, &changed), None, "{place}");
        }
        for short in ["", "A", "AAAA", "=", "\u{e4}"] {
            assert_eq!(open(&key, NAME, short), None, "{short}");
        }
    }
}
