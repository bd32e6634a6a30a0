use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::check_sealed_text;

/// The `verify_…` value that a browser hands us after a ceremony, not yet verified.
///
/// Whoever holds it can sign in with it until it expires, so it is not printed: `Debug` shows no character of it.
/// Only values of the right shape become a `Token`, so nothing else ever leaves the process.
///
/// ```
/// use passwordless::Token;
///
/// let token: Token = "verify_k8QgTic3IHoc".parse()?;
/// assert_eq!(format!("{token:?}"), "Token(..)");
/// assert!("register_k8Qgt".parse::<Token>().is_err());
/// # Ok::<(), passwordless::InvalidToken>(())
/// ```
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Token(Box<str>);

impl Token {
    pub(crate) const PREFIX: &'static str = "verify_";

    /// Checks the shape of a token: the prefix `verify_` in any case, base64url without padding, a sane length.
    ///
    /// # Errors
    ///
    /// [`InvalidToken`] says what is wrong with the shape, and repeats none of it.
    pub fn new(token: impl Into<String>) -> Result<Self, InvalidToken> {
        let token = token.into();
        check_sealed_text(&token, Self::PREFIX)?;
        Ok(Self(token.into()))
    }

    /// The token itself. Keep it out of logs, pages and URLs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Token {
    type Err = InvalidToken;

    fn from_str(token: &str) -> Result<Self, InvalidToken> {
        Self::new(token)
    }
}

impl TryFrom<String> for Token {
    type Error = InvalidToken;

    fn try_from(token: String) -> Result<Self, InvalidToken> {
        Self::new(token)
    }
}

impl TryFrom<&str> for Token {
    type Error = InvalidToken;

    fn try_from(token: &str) -> Result<Self, InvalidToken> {
        Self::new(token)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The exposed token as a request body; private, so that nobody serializes a [`Token`] by accident.
#[derive(Serialize)]
pub(crate) struct ExposedToken<'a> {
    pub(crate) token: &'a str,
}

/// Why a value is not shaped like a token. Says nothing of the value itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidToken {
    pub(super) wanted: &'static str,
    pub(super) reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    Empty,
    TooLong,
    NoPrefix,
    OtherKind(&'static str),
    Alphabet,
}

impl fmt::Display for InvalidToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted = self.wanted;
        match &self.reason {
            Reason::Empty => write!(f, "the token is empty; a `{wanted}…` value is needed"),
            Reason::TooLong => write!(f, "the value is too long for a `{wanted}…` token"),
            Reason::NoPrefix => write!(f, "this is not a token: it must begin with `{wanted}`"),
            Reason::OtherKind(kind) => {
                write!(f, "this is a `{kind}…` token; a `{wanted}…` token is needed here")
            }
            Reason::Alphabet => {
                write!(
                    f,
                    "the `{wanted}…` token holds a character that none has; pass it on unchanged and untrimmed"
                )
            }
        }
    }
}

impl std::error::Error for InvalidToken {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_is_prefix_and_base64url() {
        for good in
            ["verify_k8QgTic3IHoc", "VERIFY_a", "Verify_-_09azAZ", &format!("verify_{}", "a".repeat(8185))]
        {
            assert!(Token::new(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn everything_else_stays_out() {
        let cases = [
            ("", Reason::Empty),
            ("verify_", Reason::Empty),
            ("abc", Reason::NoPrefix),
            (" verify_abc", Reason::NoPrefix),
            ("verify", Reason::NoPrefix),
            ("vérify_abc", Reason::NoPrefix),
            ("register_abc", Reason::OtherKind("register_")),
            ("SESSION_abc", Reason::OtherKind("session_")),
            ("verify_ab=", Reason::Alphabet),
            ("verify_a+b", Reason::Alphabet),
            ("verify_abc\n", Reason::Alphabet),
            ("verify_abc\r\nApiSecret: x", Reason::Alphabet),
            ("verify_ä", Reason::Alphabet),
        ];
        for (text, reason) in cases {
            assert_eq!(Token::new(text).unwrap_err().reason, reason, "{text:?}");
        }
        let long = format!("verify_{}", "a".repeat(8186));
        assert_eq!(Token::new(long).unwrap_err().reason, Reason::TooLong);
    }

    #[test]
    fn a_token_in_json_is_checked_too_and_a_refusal_repeats_nothing() {
        assert!(serde_json::from_str::<Token>("\"verify_abc\"").is_ok());
        for json in ["\"register_sesame\"", "\"sesame\"", "\"verify_sesame!\""] {
            let error = serde_json::from_str::<Token>(json).unwrap_err();
            assert!(!error.to_string().contains("sesame"), "{error}");
        }
    }
}
