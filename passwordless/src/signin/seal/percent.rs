/// Decodes `%2B` and the like into a buffer, or nothing where it is too short or an escape is broken.
pub(super) fn decode<'a>(text: &[u8], buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    let mut length = 0;
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            plain => *plain,
        };
        *buffer.get_mut(length)? = byte;
        length += 1;
    }
    buffer.get(..length)
}

fn digit(byte: &u8) -> Option<u8> {
    char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes_are_decoded_and_broken_ones_are_not() {
        let decoded = |text: &str| decode(text.as_bytes(), &mut [0; 4]).map(<[u8]>::to_vec);
        assert_eq!(decoded("a%2B%3d"), Some(b"a+=".to_vec()));
        assert_eq!(decoded(""), Some(Vec::new()));
        for broken in ["%", "%2", "%zz", "a%", "abcde", "%41%41%41%41%41"] {
            assert_eq!(decoded(broken), None, "{broken}");
        }
    }
}
