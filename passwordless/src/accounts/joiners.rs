//! Joiners within a name, which the words of some scripts need: U+200C and U+200D.
//!
//! They are allowed where they change how letters join, by the rules of
//! [RFC 5892](https://www.rfc-editor.org/rfc/rfc5892#appendix-A.1), A.1 and A.2, which
//! [RFC 8264](https://www.rfc-editor.org/rfc/rfc8264#section-4.2.2) takes over for names. Anywhere else nobody sees them.

use icu_properties::{
    CodePointMapData,
    props::{CanonicalCombiningClass, JoiningType},
};

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, NON_JOINER | JOINER)
}

/// Whether each joiner of this name stands where it changes something.
pub(super) fn are_in_place(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    letters.iter().enumerate().filter(|(_, c)| is_joiner(**c)).all(|(place, joiner)| {
        let (before, after) = (&letters[..place], &letters[place + 1..]);
        follows_virama(before) || (*joiner == NON_JOINER && parts_letters(before, after))
    })
}

/// In the scripts of India, where a virama takes the vowel of the letter before it.
fn follows_virama(before: &[char]) -> bool {
    let classes = CodePointMapData::<CanonicalCombiningClass>::new();
    before.last().is_some_and(|last| classes.get(*last) == CanonicalCombiningClass::Virama)
}

/// In cursive scripts, such as Arabic's, where the letters around it would join. Marks on a letter are passed over.
fn parts_letters(before: &[char], after: &[char]) -> bool {
    let types = CodePointMapData::<JoiningType>::new();
    let first = |letters: &mut dyn Iterator<Item = &char>| {
        letters.map(|letter| types.get(*letter)).find(|joining| *joining != JoiningType::Transparent)
    };
    let (left, right) = (first(&mut before.iter().rev()), first(&mut after.iter()));
    matches!(left, Some(JoiningType::LeftJoining | JoiningType::DualJoining))
        && matches!(right, Some(JoiningType::RightJoining | JoiningType::DualJoining))
}

#[cfg(test)]
mod tests {
    use super::are_in_place;

    #[test]
    fn a_joiner_stands_where_it_changes_how_letters_join() {
        for word in ["می\u{200c}خواهم", "نامه\u{200c}ای", "क्\u{200d}ष", "क्\u{200c}ष", "ශ්\u{200d}රී", "plain"]
        {
            assert!(are_in_place(word), "{word:?}");
        }
        // U+064E is a mark on the letter before it.
        assert!(are_in_place("م\u{64e}\u{200c}خ"));
        for word in [
            "al\u{200c}ice",
            "al\u{200d}ice",
            "\u{200c}می",
            "می\u{200c}",
            "می\u{200d}خ",
            "می\u{200c}\u{200c}خ",
            "ا\u{200c}م",
            "क\u{200d}ष",
            "👩\u{200d}🚀",
            "\u{200d}",
        ] {
            assert!(!are_in_place(word), "{word:?}");
        }
    }
}
