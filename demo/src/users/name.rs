//! What a person may be called.

/// A name that an account may have: letters of ASCII, digits and `. _ - @ +`, at most 64 characters.
///
/// Not those of all scripts: Unicode has many letters that are invisible or look like another, and a name is what
/// people know each other by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    name: String,
    key: String,
}

/// Why a name was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvalidName {
    /// Nothing was typed.
    Empty,
    /// It is too long for a login.
    TooLong,
    /// There is nothing in it to call somebody by.
    OnlySigns,
    /// Some character has no place in a name.
    Character,
}

impl InvalidName {
    /// What to tell the person.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "Choose a name first.",
            Self::TooLong => "That name is too long: 64 characters at most.",
            Self::OnlySigns => "A name needs a letter or a digit.",
            Self::Character => {
                "A name is made of the letters a to z, digits and . _ - @ + only, without blanks."
            }
        }
    }
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
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || "._-@+".contains(c)) {
            return Err(InvalidName::Character);
        }
        if !name.contains(|c: char| c.is_ascii_alphanumeric()) {
            return Err(InvalidName::OnlySigns);
        }
        Ok(Self { name: name.to_owned(), key: name.to_ascii_lowercase() })
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
        let (upper, lower) = (Name::new(" Zoe.B ").unwrap(), Name::new("zoe.b").unwrap());
        assert_eq!(upper.as_str(), "Zoe.B");
        assert_eq!(upper.key(), lower.key());
    }

    #[test]
    fn what_could_pass_for_another_name_is_refused() {
        for typed in [
            "al ice",
            "alice\u{200b}",
            "<b>",
            "alice\nbob",
            "zoe\u{308}",
            "\u{202e}ecila",
            "admin\u{3164}",
            "\u{430}dmin",
            "\u{ff41}dmin",
            "\u{17f}am",
            "\u{131}stan",
            "admin\u{640}",
        ] {
            assert_eq!(Name::new(typed), Err(InvalidName::Character), "{typed:?}");
        }
        assert_eq!(Name::new("..."), Err(InvalidName::OnlySigns));
        assert_eq!(Name::new("  "), Err(InvalidName::Empty));
        assert_eq!(Name::new(&"a".repeat(65)), Err(InvalidName::TooLong));
    }
}
