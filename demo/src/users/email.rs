//! Where to send a link to somebody who lost their passkeys.

/// An e-mail address, in lower case: of mailboxes that differ by case alone nobody has two.
///
/// That is true of ASCII. In all of Unicode, other letters become the same in lower case, and who has the mailbox of a
/// look-alike would be sent the links of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address(String);

impl Address {
    /// The longest that the crate sends a link to.
    const LONGEST: usize = 200;

    /// Takes an address as somebody typed it. Whether there is such a mailbox, only a mail can tell.
    pub(crate) fn new(typed: &str) -> Option<Self> {
        let address = typed.trim().to_ascii_lowercase();
        let (name, host) = address.split_once('@')?;
        let is_whole = !name.is_empty() && !host.is_empty() && !host.contains('@');
        let is_plain = !address.chars().any(|c| c.is_control() || c.is_whitespace());
        (is_whole && is_plain && address.len() <= Self::LONGEST).then_some(Self(address))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_lower_case() {
        assert_eq!(Address::new(" Alice@Example.COM ").unwrap().as_str(), "alice@example.com");
    }

    #[test]
    fn a_letter_that_folds_to_another_stays_another() {
        let kelvin = Address::new("mi\u{212a}e@example.com").unwrap();
        assert_ne!(kelvin, Address::new("mike@example.com").unwrap());
    }

    #[test]
    fn what_is_no_address_is_not_taken() {
        let long = format!("{}@example.com", "a".repeat(200));
        for typed in ["", "alice", "@example.com", "alice@", "a@b@c", "a b@example.com", "a@b\nc", &long] {
            assert_eq!(Address::new(typed), None, "{typed:?}");
        }
    }
}
