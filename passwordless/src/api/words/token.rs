//! The two texts that browsers and we hand to each other. Both are worth a user, so neither is ever printed.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::shape;
use crate::api::error::InvalidToken;

/// A text of the service that has a prefix, is checked before it becomes a value, and is shown by no `Debug`.
macro_rules! sealed_token {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[serde(try_from = "String")]
        pub struct $name(Box<str>);

        impl $name {
            #[doc = concat!("Checks the shape of a token: the prefix `", $prefix, "` in any case, base64url without")]
            /// padding, a sane length.
            ///
            /// # Errors
            ///
            /// [`InvalidToken`] says what is wrong with the shape, and repeats none of it.
            pub fn new(token: impl Into<String>) -> Result<Self, InvalidToken> {
                let token = token.into();
                shape::check(&token, $prefix)?;
                Ok(Self(token.into()))
            }

            /// The token itself. Keep it out of logs and URLs, and out of the pages of everybody else.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidToken;

            fn from_str(token: &str) -> Result<Self, InvalidToken> {
                Self::new(token)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidToken;

            fn try_from(token: String) -> Result<Self, InvalidToken> {
                Self::new(token)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidToken;

            fn try_from(token: &str) -> Result<Self, InvalidToken> {
                Self::new(token)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

sealed_token! {
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
    /// # Ok::<(), passwordless::api::InvalidToken>(())
    /// ```
    #[derive(Clone, Deserialize)]
    Token, "verify_"
}

sealed_token! {
    /// The `register_…` value that we hand to a browser, which may then register a passkey with it.
    ///
    /// It can be used many times until it expires, so hand it to nobody but the user that it was made for. It
    /// serializes as its text, to be put into an answer; `Debug` shows no character of it.
    #[derive(Clone, Serialize, Deserialize)]
    RegisterToken, "register_"
}

/// The exposed token as a request body; private, so that nobody serializes a [`Token`] by accident.
#[derive(Serialize)]
pub(in crate::api) struct ExposedToken<'a> {
    pub(in crate::api) token: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::Reason;

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
