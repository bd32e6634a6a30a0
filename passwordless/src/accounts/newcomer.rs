//! Somebody who registers and has no account yet.

use std::{
    borrow::Cow,
    fmt,
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use icu_normalizer::ComposingNormalizerBorrowed;
use serde::de::DeserializeOwned;

use super::{
    Accounts, Request,
    cookies::Kept,
    form,
    joiners::{self, is_joiner},
};
use crate::{
    Rejection, VerifiedUser,
    rules::{random_mark, seconds},
};

/// How long a registration may take.
const LIFE: Duration = Duration::from_secs(10 * 60);
const LONGEST_NAME: usize = 64;
/// What comes before the form where there is one. No name holds it.
const FORM: char = '\n';

/// Somebody who has registered a passkey, and asks to become a user.
///
/// The argument of [`Newcomers::accept`](super::Newcomers::accept).
#[derive(Clone)]
pub struct Newcomer {
    pub(super) user_id: String,
    pub(super) name: String,
    pub(super) form: Option<String>,
    pub(super) verified: VerifiedUser,
}

impl Newcomer {
    /// The user's id from now on: random, and chosen by us.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The name that they ask for: from 1 to 64 characters, composed (Unicode's NFC, so that one name is one text
    /// whatever the keyboard sent), none of them invisible. A joiner (U+200C, U+200D) is there only where it changes how
    /// letters join, so that names in Persian or Hindi are written as words are. Letters that look alike are the
    /// application's to tell apart, or to refuse.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in lower case, in which names should be unique. The service knows the user by it.
    pub fn alias(&self) -> String {
        alias(&self.name)
    }

    /// What else the sign-up form held, as it was checked before the passkey was made: see
    /// [`SignUpForms`](super::SignUpForms).
    ///
    /// # Errors
    ///
    /// A [`Rejection`], with the reason in the log: no [`SignUpForms`](super::SignUpForms) are set, or their form is of
    /// another type.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        form::read(self.form.as_deref())
    }

    /// What the service says of the registration.
    pub fn verified(&self) -> &VerifiedUser {
        &self.verified
    }
}

/// Nothing of what somebody typed.
impl fmt::Debug for Newcomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Newcomer")
            .field("user_id", &self.user_id)
            .field("verified", &self.verified)
            .finish_non_exhaustive()
    }
}

pub(super) fn alias(name: &str) -> String {
    composed(name).to_lowercase()
}

/// A registration that has begun: what the newcomer's browser keeps meanwhile, sealed.
pub(super) struct Begun {
    pub(super) user_id: String,
    pub(super) name: String,
    pub(super) form: Option<String>,
    until: u64,
}

impl Begun {
    /// A registration of this name, for a fresh random user id.
    pub(super) fn new(name: String, form: Option<String>, now: SystemTime) -> Result<Self, Rejection> {
        let user_id = URL_SAFE_NO_PAD.encode(random_mark()?.as_bytes());
        Ok(Self { user_id, name, form, until: seconds(now) + LIFE.as_secs() })
    }

    fn read(text: &str) -> Option<Self> {
        let (text, form) = match text.split_once(FORM) {
            Some((text, form)) => (text, Some(form.to_owned())),
            None => (text, None),
        };
        let mut parts = text.splitn(3, '.');
        let (user_id, until, name) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { user_id: user_id.to_owned(), name: name.to_owned(), form, until: until.parse().ok()? })
    }
}

impl Accounts {
    pub(super) fn keep_newcomer(&self, begun: &Begun) -> Result<String, Rejection> {
        // The name comes after the others because it may hold a dot.
        let mut text = format!("{}.{}.{}", begun.user_id, begun.until, begun.name);
        if let Some(form) = &begun.form {
            text.push(FORM);
            text.push_str(form);
        }
        self.keep(Kept::Newcomer, &text, LIFE)
    }

    pub(super) fn newcomer(&self, request: &Request<'_>, now: SystemTime) -> Option<Begun> {
        self.kept(request, Kept::Newcomer, Begun::read).filter(|begun| begun.until > seconds(now))
    }
}

/// A name as somebody typed it, without the blanks around it.
pub(crate) fn wanted(typed: &str) -> Result<String, Rejection> {
    let name = composed(typed.trim());
    if name.is_empty() {
        return Err(Rejection::invalid_name("Choose a name first."));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Rejection::invalid_name("That name is too long: 64 characters at most."));
    }
    if name.chars().any(|c| is_invisible(c) && !is_joiner(c)) || !joiners::are_in_place(&name) {
        return Err(Rejection::invalid_name("That name holds a character that nobody can see."));
    }
    Ok(name.into_owned())
}

/// One text for one name: `e` with an accent after it becomes the letter `é`.
fn composed(name: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(name)
}

/// Controls, blanks that are not the common one, and what Unicode calls format characters: with them a name looks
/// like another's.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_seen_as_it_is() {
        for (typed, name) in
            [(" Zoë ", "Zoë"), ("Pat Smith", "Pat Smith"), ("a.b@c+d", "a.b@c+d"), ("名前", "名前")]
        {
            assert_eq!(wanted(typed).as_deref(), Ok(name));
        }
        for typed in
            ["", " \t", "al\u{200b}ice", "\u{202e}ecila", "a\nb", "a\u{a0}b", "a\u{e0041}", &"x".repeat(65)]
        {
            assert_eq!(wanted(typed).unwrap_err().code(), "invalid_name", "{typed:?}");
        }
    }

    #[test]
    fn a_name_that_was_typed_in_two_ways_is_one() {
        for (decomposed, composed) in
            [("zoe\u{308}", "zoë"), ("A\u{30a}sa", "Åsa"), ("\u{1112}\u{1161}\u{11ab}", "한")]
        {
            assert_eq!(wanted(decomposed).as_deref(), Ok(composed));
            assert_eq!(alias(decomposed), alias(composed));
            assert_eq!(wanted(composed).as_deref(), Ok(composed));
        }
        // What looks alike and is another letter stays another name.
        assert_ne!(wanted("p\u{430}t"), wanted("pat"));
    }

    #[test]
    fn a_joiner_counts_only_where_a_word_needs_it() {
        for word in ["می\u{200c}خواهم", "क्\u{200d}ष"] {
            assert_eq!(wanted(word).as_deref(), Ok(word));
        }
        for word in ["al\u{200c}ice", "alice\u{200d}", "\u{200c}می"] {
            assert_eq!(wanted(word).unwrap_err().code(), "invalid_name", "{word:?}");
        }
    }

    #[test]
    fn what_a_browser_keeps_is_read_again_and_nothing_else_is() {
        let begun = Begun::read("id.5.a.b c").unwrap();
        assert_eq!((&*begun.user_id, &*begun.name, begun.until, begun.form), ("id", "a.b c", 5, None));
        let begun = Begun::read("id.5.a.b c\n{\"email\":\"a.b\"}").unwrap();
        assert_eq!((&*begun.name, begun.form.as_deref()), ("a.b c", Some("{\"email\":\"a.b\"}")));
        for text in ["", "id", "id.5", "id.x.name", "id.-5.name"] {
            assert!(Begun::read(text).is_none(), "{text}");
        }
    }
}
