use memchr::memchr;

/// Finds the values of the cookie `name` in a `Cookie` header, without the quotes that some clients write around a
/// value ([RFC 6265, 4.1.1](https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1)).
pub(crate) fn each_value<'h>(header: &'h [u8], name: &str, mut found: impl FnMut(&'h [u8])) {
    let mut rest = Some(header);
    while let Some(pairs) = rest {
        let (pair, after) = match memchr(b';', pairs) {
            Some(end) => (&pairs[..end], Some(&pairs[end + 1..])),
            None => (pairs, None),
        };
        rest = after;
        // Strict about blanks: a name that only we take for ours is a name that browsers let anybody set.
        let Some(pair) = trim(pair).strip_prefix(name.as_bytes()) else { continue };
        match pair {
            [b'=', b'"', value @ .., b'"'] => found(value),
            [b'=', value @ ..] => found(value),
            _ => {}
        }
    }
}

/// Takes off what HTTP calls blank: spaces and tabs, and nothing else.
pub(crate) fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'h>(header: &'h str, name: &str) -> Vec<&'h str> {
        let mut found = Vec::new();
        each_value(header.as_bytes(), name, |value| found.push(std::str::from_utf8(value).unwrap()));
        found
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        for header in ["a=1", "b=2; a=1", "b=2;a=1", "a=1; b=2", "\ta=1 ", "A=2; a=1; aa=3"] {
            assert_eq!(values(header, "a"), ["1"], "{header}");
        }
        for header in ["", "a", "b=a=1", "A=1", "aa=1", "a =1", "\u{b}a=1", "\"a\"=1", "a;=1"] {
            assert_eq!(values(header, "a"), [""; 0], "{header}");
        }
        assert_eq!(values("a=1; a=2", "a"), ["1", "2"], "all of them, so that a planted one is noticed");
    }

    #[test]
    fn a_quoted_value_is_the_same_value() {
        assert_eq!(values("a=\"x/+==\"; b=2", "a"), ["x/+=="]);
        for (header, value) in [("a=\"", "\""), ("a=\"x", "\"x"), ("a=x\"", "x\""), ("a=\"\"", "")] {
            assert_eq!(values(header, "a"), [value], "{header}");
        }
    }
}
