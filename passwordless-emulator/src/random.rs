//! Random values.

use std::fmt::Write;

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Straight from the operating system: the cryptography library first gathers entropy of its own, which takes
    // longer than everything else at the start.
    if getrandom::fill(&mut bytes).is_err() {
        // It ends the process itself where it cannot do better, so there is no failure to pass on.
        let _ = aws_lc_rs::rand::fill(&mut bytes);
    }
    bytes
}

/// `N` random bytes, in lower-case hexadecimal.
pub(crate) fn hex<const N: usize>() -> String {
    to_hex(&bytes::<N>())
}

/// A random (version 4) UUID, dashed.
pub(crate) fn uuid() -> String {
    dashed(&version_four())
}

/// A random (version 4) UUID without dashes: the last part of a key.
pub(crate) fn key_part() -> String {
    to_hex(&version_four())
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, in the byte order of authenticators.
pub(crate) fn dashed(bytes: &[u8; 16]) -> String {
    let mut text = to_hex(bytes);
    for place in [8, 13, 18, 23] {
        text.insert(place, '-');
    }
    text
}

fn version_four() -> [u8; 16] {
    let mut bytes = bytes::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    bytes
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len() + 4), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_of_version_four_and_never_the_same() {
        let (one, other) = (uuid(), uuid());
        assert_ne!(one, other);
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert_eq!(key_part().len(), 32);
        assert_eq!(dashed(&[0; 16]), "00000000-0000-0000-0000-000000000000");
    }
}
