//! Whom a page shows. Tabs share a session, so another user may have signed in since the page was loaded.

/// Holds the id of the user whom the page shows, as `encodeURIComponent` writes it: a header holds ASCII only.
pub(super) const HEADER: &str = "passwordless-user";

/// Whether the header says this user.
pub(super) fn is(mut written: &[u8], user_id: &str) -> bool {
    let mut expected = user_id.bytes();
    loop {
        let (byte, rest) = match written {
            [] => return expected.next().is_none(),
            [b'%', high, low, rest @ ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, rest),
                _ => return false,
            },
            [b'%', ..] => return false,
            [byte, rest @ ..] => (*byte, rest),
        };
        if expected.next() != Some(byte) {
            return false;
        }
        written = rest;
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::is;

    #[test]
    fn an_id_is_found_in_what_a_browser_makes_of_it() {
        for (written, id) in [
            ("u-1", "u-1"),
            ("a%40b%2Fc", "a@b/c"),
            ("%e2%82%ac", "\u{20ac}"),
            ("%C3%A4", "\u{e4}"),
            ("100%25", "100%"),
        ] {
            assert!(is(written.as_bytes(), id), "{written}");
        }
        for (written, id) in [
            ("u-1", "u-12"),
            ("u-12", "u-1"),
            ("", "u"),
            ("%", "%"),
            ("%4", "%4"),
            ("%zz", "%zz"),
            ("U-1", "u-1"),
        ] {
            assert!(!is(written.as_bytes(), id), "{written}");
        }
    }
}
