use std::{fmt, str::FromStr};

use super::Mark;

/// In which store a session began, and after how many ends of its user.
///
/// A session says both. It has ended where another store is asked about it, such as one that another process or a
/// restart has in memory, or where its user's count is greater by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation {
    /// The store: sixteen random bytes, made when the store was.
    pub store: Mark,
    /// It grows with each [`Revocation::User`](super::Revocation::User) and never falls.
    pub count: u64,
}

/// As 32 hexadecimal digits, a hyphen, and the count.
impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}-{}", u128::from_be_bytes(*self.store.as_bytes()), self.count)
    }
}

/// A text that is no [`Generation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidGeneration;

impl FromStr for Generation {
    type Err = InvalidGeneration;

    fn from_str(text: &str) -> Result<Self, InvalidGeneration> {
        let (store, count) = text.split_once('-').ok_or(InvalidGeneration)?;
        if store.len() != 2 * Mark::LEN {
            return Err(InvalidGeneration);
        }
        let store = u128::from_str_radix(store, 16).map_err(|_| InvalidGeneration)?;
        let count = count.parse().map_err(|_| InvalidGeneration)?;
        Ok(Self { store: Mark::from_bytes(store.to_be_bytes()), count })
    }
}

impl fmt::Display for InvalidGeneration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a generation is written as 32 hexadecimal digits, a hyphen, and a number")
    }
}

impl std::error::Error for InvalidGeneration {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_written() {
        for (store, count) in [([0; 16], 0), ([0xf5; 16], u64::MAX)] {
            let generation = Generation { store: Mark::from_bytes(store), count };
            assert_eq!(generation.to_string().parse(), Ok(generation));
        }
        for text in
            ["", "-1", "1-1", "00000000000000000000000000000000-", "0000000000000000000000000000000é-1"]
        {
            assert_eq!(text.parse::<Generation>(), Err(InvalidGeneration), "{text}");
        }
    }
}
