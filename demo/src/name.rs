//! What a person may be called.

/// A name that an account may have: letters, digits and `. _ - @ +`, at most 64 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    name: String,
    key: String,
}

/// Why a name was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidName {
    /// There is none.
    #[error("Choose a name first.")]
    Empty,
    /// It is too long for a login.
    #[error("That name is too long: 64 characters at most.")]
    TooLong,
    /// Some character has no place in a name.
    #[error("A name is made of letters, digits and . _ - @ + only, without blanks.")]
    Character,
}

impl Name {
    /// Takes a name as somebody typed it.
    ///
    /// # Errors
    ///
    /// If it is empty, too long, or has a character that could make it look like another's.
    pub(crate) fn new(typed: &str) -> Result<Self, InvalidName> {
        let name = typed.trim();
        if name.is_empty() {
            return Err(InvalidName::Empty);
        }
        if name.chars().count() > 64 {
            return Err(InvalidName::TooLong);
        }
        if !name.chars().all(|c| c.is_alphanumeric() || "._-@+".contains(c)) {
            return Err(InvalidName::Character);
        }
        Ok(Self { name: name.to_owned(), key: name.to_lowercase() })
    }

    /// As the person wrote it.
    pub(crate) fn as_str(&self) -> &str {
        &self.name
    }

    /// In lower case, the form that is unique, and the user's alias at the service.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_by_more_than_case() {
        let (upper, lower) = (Name::new(" Zoë ").unwrap(), Name::new("zoë").unwrap());
        assert_eq!(upper.as_str(), "Zoë");
        assert_eq!(upper.key(), lower.key());
    }

    #[test]
    fn what_could_pass_for_another_name_is_refused() {
        for typed in ["al ice", "alice\u{200b}", "<b>", "alice\n", "zoe\u{308}", "\u{202e}ecila"] {
            let expected = if typed.trim() == "alice" {
                Ok(Name::new("alice").unwrap())
            } else {
                Err(InvalidName::Character)
            };
            assert_eq!(Name::new(typed), expected, "{typed:?}");
        }
        assert_eq!(Name::new("  "), Err(InvalidName::Empty));
        assert_eq!(Name::new(&"a".repeat(65)), Err(InvalidName::TooLong));
    }
}
