//! A session's marks as the list of sign-ins keeps them: 32 hexadecimal digits each.

use passwordless::store::Mark;

/// For the database, and for addresses of pages.
pub(crate) fn written(mark: &Mark) -> String {
    mark.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was written, and nothing else.
pub(crate) fn read(text: &str) -> Option<Mark> {
    let number = u128::from_str_radix(text, 16).ok()?;
    let mark = Mark::from_bytes(number.to_be_bytes());
    (written(&mark) == text).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_in_no_other_way() {
        let mark = Mark::user("alice");
        let text = written(&mark);
        assert_eq!(read(&text), Some(mark));
        for other in [&text[1..], &text.to_uppercase(), &format!("{text}0"), &format!("+{}", &text[1..]), ""]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
