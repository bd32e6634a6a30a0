use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{InvalidToken, signin::check_sealed_text};

/// The `register_…` value that we hand to a browser, which may then register a passkey with it.
///
/// It can be used many times until it expires, so hand it to nobody but the user that it was made for. It
/// serializes as its text, to be put into an answer; `Debug` shows no character of it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct RegisterToken(Box<str>);

impl RegisterToken {
    const PREFIX: &'static str = "register_";

    /// Checks the shape of a token: the prefix `register_` in any case, base64url without padding, a sane length.
    ///
    /// # Errors
    ///
    /// [`InvalidToken`] says what is wrong with the shape, and repeats none of it.
    pub fn new(token: impl Into<String>) -> Result<Self, InvalidToken> {
        let token = token.into();
        check_sealed_text(&token, Self::PREFIX)?;
        Ok(Self(token.into()))
    }

    /// The token itself. Keep it out of logs and URLs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for RegisterToken {
    type Err = InvalidToken;

    fn from_str(token: &str) -> Result<Self, InvalidToken> {
        Self::new(token)
    }
}

impl TryFrom<String> for RegisterToken {
    type Error = InvalidToken;

    fn try_from(token: String) -> Result<Self, InvalidToken> {
        Self::new(token)
    }
}

impl fmt::Debug for RegisterToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisterToken(..)")
    }
}
