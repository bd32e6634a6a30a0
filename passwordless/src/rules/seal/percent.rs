use memchr::memchr;

/// Ours have a dozen. The limit bounds what a forged value can cost.
const MOST: usize = 64;

/// Undoes the escapes that base64 needs: `%2B`, `%2F` and `%3D`. Nothing where there are others, or too many, or where
/// the buffer is too short.
pub(super) fn decode<'a>(mut text: &[u8], buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    let mut length = 0;
    for _ in 0..MOST {
        let plain = memchr(b'%', text).unwrap_or(text.len());
        let (before, escape) = text.split_at(plain);
        buffer.get_mut(length..length + plain)?.copy_from_slice(before);
        length += plain;
        let (byte, rest) = match escape {
            [] => return buffer.get(..length),
            [b'%', b'2', b'B' | b'b', rest @ ..] => (b'+', rest),
            [b'%', b'2', b'F' | b'f', rest @ ..] => (b'/', rest),
            [b'%', b'3', b'D' | b'd', rest @ ..] => (b'=', rest),
            _ => return None,
        };
        *buffer.get_mut(length)? = byte;
        length += 1;
        text = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_escapes_of_base64_are_decoded_and_others_are_not() {
        let decoded = |text: &str| decode(text.as_bytes(), &mut [0; 8]).map(<[u8]>::to_vec);
        assert_eq!(decoded("a%2Bb%2f%3d"), Some(b"a+b/=".to_vec()));
        assert_eq!(decoded("%2B%2B"), Some(b"++".to_vec()));
        assert_eq!(decoded(""), Some(Vec::new()));
        for broken in ["%", "%2", "%zz", "a%", "%41", "%3B", "123456789", "12345678%2B"] {
            assert_eq!(decoded(broken), None, "{broken}");
        }
        assert_eq!(decode(&b"%2B".repeat(64), &mut [0; 100]), None);
        assert!(decode(&b"%2B".repeat(63), &mut [0; 100]).is_some());
    }
}
